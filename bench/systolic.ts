/** An output-stationary systolic array as IR text: P × P kernels, each with two gets, a product and two puts a step. */

export interface Systolic {
  /** The array has `side` × `side` kernels. */
  readonly side: number;
  /** The matrices are `size` × `size`; `side` divides `size`. */
  readonly size: number;
  readonly depth: number;
}

/** `region top(A: int8[size, size], B: int8[size, size], C: int32[size, size])`, C = A · B. */
export function systolicText({ side, size, depth }: Systolic): string {
  const stream = `stream<int8, ${depth}>`;
  const tiles = size / side;
  const inTiles = (body: string): string => `for ti: index = 0 to ${tiles} { for tj: index = 0 to ${tiles} {\n${body}\n} }`;
  const feed = (name: string, element: string): string => (
    `func ${name}(p: index, M: int8[${size}, ${size}], s: ${stream}) { ${inTiles(`for k: index = 0 to ${size} { put s, ${element} }`)} }`
  );
  const at = (line: string, place: string): string => `${line} as ${place}`;
  const all = Array.from({ length: side }, (_, i) => i);
  return `
${feed("rows", `M[ti * ${side}:index + p, k]`)}
${feed("columns", `M[k, tj * ${side}:index + p]`)}
func drain(s: ${stream}) { for n: index = 0 to ${tiles * tiles * size} { get x: int8 from s } }
func pe(i: index, j: index, left: ${stream}, right: ${stream}, above: ${stream}, below: ${stream}, C: int32[${size}, ${size}]) {
${inTiles(`let sum: int32 = 0:int32
for k: index = 0 to ${size} {
  get x: int8 from left
  get y: int8 from above
  sum = int32(sum + x * y)
  put right, x
  put below, y
}
C[ti * ${side}:index + i, tj * ${side}:index + j] = sum`)}
}
region top(A: int8[${size}, ${size}], B: int8[${size}, ${size}], C: int32[${size}, ${size}]) {
a: ${stream} [${side}, ${side + 1}]
b: ${stream} [${side + 1}, ${side}]
${[
    ...all.map((i) => at(`run rows(${i}:index, A, a[${i}, 0])`, `rows[${i}]`)),
    ...all.map((j) => at(`run columns(${j}:index, B, b[0, ${j}])`, `columns[${j}]`)),
    ...all.flatMap((i) => all.map((j) => (
      at(`run pe(${i}:index, ${j}:index, a[${i}, ${j}], a[${i}, ${j + 1}], b[${i}, ${j}], b[${i + 1}, ${j}], C)`, `pe[${i}, ${j}]`)
    ))),
    ...all.map((i) => at(`run drain(a[${i}, ${side}])`, `right[${i}]`)),
    ...all.map((j) => at(`run drain(b[${side}, ${j}])`, `below[${j}]`)),
  ].join("\n")}
}`;
}
