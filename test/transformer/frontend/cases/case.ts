/** Programs of the language with what they compute. */

/** Integers may be written as numbers; fixed point is given as real numbers. */
export type Natural = number | bigint | boolean;

export interface ProgramCase {
  readonly name: string;
  /** The whole file but for the import of heddle's names. */
  readonly source: string;
  /** Values of the arguments: arrays are tensors, and structs scalar by scalar. */
  readonly args: readonly (Natural | readonly Natural[])[];
  /** Other files beside it, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the first tensor holds afterwards. */
  readonly after?: readonly Natural[];
  /** What each tensor holds afterwards. */
  readonly afters?: readonly (readonly Natural[])[];
  /** What a function of one result returns. */
  readonly result?: Natural | readonly Natural[];
  /** What a function of several results returns. */
  readonly results?: readonly (Natural | readonly Natural[])[];
  /** The lines that it prints. */
  readonly prints?: readonly string[];
  /** The code of the error that stops the run, which C simulation does not show. */
  readonly stops?: number;
  /** Runs one after the other, states kept: the arguments of each, and what it returns. */
  readonly again?: readonly { readonly args: ProgramCase["args"]; readonly result: Natural }[];
}

/** A kernel over `A: Tensor<int32, [8]>`, 1 to 8 at first, with body `body`. */
export function kernel8(name: string, body: string, after: readonly number[], before = ""): ProgramCase {
  const source = `${before}\n@kernel()\nexport function f(A: Tensor<int32, [8]>): void {\n${body}\n}\n`;
  return { name, source, args: [[1, 2, 3, 4, 5, 6, 7, 8]], after };
}

/** A kernel of scalars: `signature` goes from the parameters to the type of the result. */
export function scalar(
  name: string, signature: string, body: string, args: ProgramCase["args"], result: Natural, before = "",
): ProgramCase {
  return { name, source: `${before}\n@kernel()\nexport function f(${signature} {\n${body}\n}\n`, args, result };
}
