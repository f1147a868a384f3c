/** Repetitions of the statements of a loop, whose names may be new or stay, and what memories they bring. */
import type { SymSource } from "../ir/build.js";
import type { Func, Module, Stmt, Sym } from "../ir/ir.js";
import { declaredBy, stmtBlocks } from "../ir/walk.js";
import { freshSyms } from "../passes/fresh-syms.js";
import { renamed } from "./copies.js";
import { freshLoopId } from "./loops.js";

/** Hands out what new statements need. */
export interface Fresh {
  readonly syms: SymSource;
  readonly loopId: () => number;
  /** The names handed out for copies, with the ids of those they are copies of. */
  readonly made: (readonly [of: number, sym: Sym])[];
}

/** For a function of `module` whose statements are `all`. */
export function freshIn(module: Module, all: readonly Stmt[]): Fresh {
  let next = freshLoopId(all);
  return { syms: freshSyms(module), loopId: () => next++, made: [] };
}

/** What `f` says of its memories, with the same said of their copies. */
export function memoriesWithCopies(f: Func, { made }: Fresh): Pick<Func, "memories"> {
  if (f.memories === undefined) return {};
  const copies = made.flatMap(([of, sym]) => {
    const said = f.memories?.find((m) => m.sym.id === of);
    return said === undefined ? [] : [{ ...said, sym }];
  });
  return { memories: [...f.memories, ...copies] };
}

/** A copy of `stmts`; `moved` are statements in it that keep the names they declare, having no other place any more. */
export function copied(
  stmts: readonly Stmt[], fresh: Fresh, nameOf: (s: Stmt, name: string) => string = (_, name) => name,
  moved: readonly Stmt[] = [],
): readonly Stmt[] {
  const syms = new Map<number, Sym>();
  const loops = new Map<number, number>();
  const visit = (s: Stmt): void => {
    if (moved.includes(s)) return;
    for (const { sym } of declaredBy(s)) {
      const made = fresh.syms.fresh(nameOf(s, sym.name));
      syms.set(sym.id, made);
      fresh.made.push([sym.id, made]);
    }
    if (s.kind === "for" || s.kind === "while" || s.kind === "switch") loops.set(s.id, fresh.loopId());
    for (const block of stmtBlocks(s)) block.forEach(visit);
  };
  stmts.forEach(visit);
  const name = (sym: Sym): Sym => syms.get(sym.id) ?? sym;
  return renamed(stmts, { name, id: (n) => loops.get(n) ?? n, valueOf: () => undefined });
}
