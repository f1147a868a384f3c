/**
 * Whether a system of constraints has a solution, part by part: values that no constraint joins are solved apart. The parts
 * of the many systems of one function are mostly the same, so their answers are remembered.
 */
import { solveRows, type Row } from "./integer-systems.js";

export type Solvable = "some" | "none" | "unknown";

/** Answers by the text of a part. Forgotten as a whole when there are many. */
const answers = new Map<string, Solvable>();
const mostAnswers = 20_000;

/** For measurements: what is remembered makes the second time quicker than the first. */
export function forgetAnswers(): void {
  answers.clear();
}

/** Whether there is a value for each of the `columns` columns (column 0 being 1) at which all rows hold. */
export function isSolvable(rows: readonly Row[], columns: number): Solvable {
  const parts = partsOf(rows, columns);
  if (parts === undefined) return "none";
  let isKnown = true;
  for (const part of parts) {
    const answer = answerOf(part);
    if (answer === "none") return "none";
    isKnown &&= answer === "some";
  }
  return isKnown ? "some" : "unknown";
}

/** Rows that share values, the fewest first; `undefined` when a row without values does not hold. */
function partsOf(rows: readonly Row[], columns: number): readonly (readonly Row[])[] | undefined {
  const parents = Array.from({ length: columns }, (_, i) => i);
  const rootOf = (column: number): number => {
    let at = column;
    for (let next = parents[at]; next !== undefined && next !== at; next = parents[at]) at = next;
    return at;
  };
  const firsts: number[] = [];
  for (const { row, isEquality } of rows) {
    const [constant = 0] = row;
    let first = 0;
    for (let i = 1; i < row.length; i++) {
      if (row[i] === 0) continue;
      if (first === 0) first = rootOf(i);
      else parents[rootOf(i)] = first;
    }
    if (first === 0 && (isEquality ? constant !== 0 : constant < 0)) return undefined;
    firsts.push(first);
  }
  const parts = new Map<number, Row[]>();
  rows.forEach((row, n) => {
    const first = firsts[n] ?? 0;
    if (first === 0) return;
    const root = rootOf(first);
    const part = parts.get(root);
    if (part === undefined) parts.set(root, [row]);
    else part.push(row);
  });
  return [...parts.values()].sort((a, b) => a.length - b.length);
}

function answerOf(part: readonly Row[]): Solvable {
  const columns = new Map<number, number>();
  const keys: string[] = [];
  const renumbered = part.map(({ row, isEquality }): Row => {
    const made: number[] = [row[0] ?? 0];
    for (let i = 1; i < row.length; i++) {
      const n = row[i] ?? 0;
      if (n === 0) continue;
      const column = columns.get(i) ?? columns.size + 1;
      columns.set(i, column);
      while (made.length <= column) made.push(0);
      made[column] = n;
    }
    keys.push(isEquality ? `${made.join()}=` : made.join());
    return { row: made, isEquality };
  });
  const key = keys.join(";");
  const known = answers.get(key);
  if (known !== undefined) return known;
  const point = solveRows(renumbered, columns.size + 1);
  const answer = typeof point === "string" ? point : "some";
  if (answers.size >= mostAnswers) answers.clear();
  answers.set(key, answer);
  return answer;
}
