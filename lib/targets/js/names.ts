/** User names in generated JavaScript: kept as they are where possible, never clashing. */

/** Words that generated code must not declare: the language's, and the globals that it uses itself. */
const reserved: ReadonlySet<string> = new Set(
  ("arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof var void while with yield undefined NaN " +
    "Infinity Math Number BigInt Object Array Int8Array Uint8Array Int16Array Uint16Array Int32Array Uint32Array " +
    "Float32Array Float64Array BigInt64Array BigUint64Array").split(" "),
);

/** Letters, digits, `_` and `$` stay (any alphabet's letters do); the rest becomes `_`. */
function identifier(name: string): string {
  const text = name.replace(/[^\p{ID_Continue}$]/gu, "_");
  return /^[\p{ID_Start}$_]/u.test(text) ? text : `_${text}`;
}

/** The names of one block; names of blocks around it are taken too. */
export class Scope {
  private readonly taken = new Set<string>();
  private readonly parent: Scope | undefined;

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  /** Chooses a name like `wanted` that is free here and in `also` (blocks inside this one that are still open). */
  declare(wanted: string, also: Scope = this): string {
    const base = identifier(wanted);
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base}_${n}`;
      if (reserved.has(name) || also.has(name)) continue;
      this.taken.add(name);
      return name;
    }
  }

  private has(name: string): boolean {
    return this.taken.has(name) || (this.parent?.has(name) ?? false);
  }
}
