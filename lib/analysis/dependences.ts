/**
 * Which iterations of a function's loops must stay in order, and why: exact for linear subscripts and bounds, and
 * conservative elsewhere. (M. Wolfe, "High Performance Compilers for Parallel Computing", 1996, ch. 5–7.)
 */
import type { Func, Module, Stmt } from "../ir/ir.js";
import { accessesOf, compareOrder, type Access, type Loop } from "./accesses.js";
import type { Form } from "./affine.js";
import { isSolvable, type Solvable } from "./components.js";
import type { Constraint, Row } from "./integer-systems.js";

/** How the later iteration lies to the earlier one in a loop's order of running: after it, the same, before it. */
export type Direction = "<" | "=" | ">";

/** Two accesses of one place, at least one of them a write, the second of which runs after the first. */
export interface Dependence {
  readonly kind: "flow" | "anti" | "output";
  readonly from: Access;
  readonly to: Access;
  /** The loops around both, outermost first, and the direction in each. */
  readonly loops: readonly Loop[];
  readonly directions: readonly Direction[];
  /** Certain to happen in some iterations; otherwise it only cannot be ruled out. */
  readonly isExact: boolean;
}

/** Two accesses that may touch the same place, in this order. */
export interface Pair {
  readonly kind: Dependence["kind"];
  readonly from: Access;
  readonly to: Access;
  /** The loops around both, outermost first. */
  readonly loops: readonly Loop[];
}

/**
 * Asked with the directions in the outer loops of a pair: `no` when nothing that begins so is wanted, `yes` when it is
 * wanted whatever the inner loops do, `more` to be asked again with one loop more.
 */
export type Decide = (directions: readonly Direction[]) => "no" | "more" | "yes";

/** Of more pairs than these (loops written out have very many) it is assumed that one is wanted. */
const mostPairs = 50_000;
/** Answers are forgotten as a whole when there are many. */
const mostAnswers = 50_000;

/** All dependences of `f`, one for each pair and vector of directions. */
export function dependencesOf(f: Func, m: Module): readonly Dependence[] {
  const found: Dependence[] = [];
  for (const question of questionsOf(f, m, undefined, () => () => "more")) {
    search(question, (d) => {
      found.push(d);
      return false;
    });
  }
  return found;
}

/** The first dependence of `f` between two accesses, inside `within` if given, that is wanted. */
export function findDependence(
  f: Func, m: Module, within: Stmt | undefined, wanted: (pair: Pair) => Decide | undefined,
): Dependence | undefined {
  let asked = 0;
  for (const question of questionsOf(f, m, within, wanted)) {
    let first: Dependence | undefined;
    if (++asked > mostPairs) return { ...pairOf(question), directions: question.loops.map(() => "="), isExact: false };
    search(question, (d) => {
      first = d;
      return true;
    });
    if (first !== undefined) return first;
  }
  return undefined;
}

// ---- pairs --------------------------------------------------------------------------------------------------------------

interface Question extends Pair {
  readonly decide: Decide;
  readonly all: Accesses;
}

interface Accesses {
  readonly byTarget: readonly (readonly Access[])[];
  /** Ids of values that are the same in every iteration. */
  readonly shared: ReadonlySet<number>;
  /** The same number for accesses that happen at the same places in the same iterations. */
  readonly shapes: ReadonlyMap<Access, number>;
  /** By the shapes of both accesses and the directions. */
  readonly answers: Map<string, Solvable>;
}

/** Functions are immutable, so their accesses are worked out once. */
const known = new WeakMap<Func, Accesses>();

function accessesByTarget(f: Func, m: Module): Accesses {
  const done = known.get(f);
  if (done !== undefined) return done;
  const { accesses, shared } = accessesOf(f, m);
  const byTarget = new Map<number, Access[]>();
  for (const a of accesses) {
    const list = byTarget.get(a.target.id);
    if (list === undefined) byTarget.set(a.target.id, [a]);
    else list.push(a);
  }
  const written = [...byTarget.values()].filter((list) => list.some((a) => a.kind === "write"));
  const made = { byTarget: written, shared, shapes: shapesOf(accesses), answers: new Map<string, Solvable>() };
  known.set(f, made);
  return made;
}

function shapesOf(accesses: readonly Access[]): ReadonlyMap<Access, number> {
  const numbers = new Map<string, number>();
  const domains = new Map<readonly Constraint[], number>();
  return new Map(accesses.map((a) => {
    const domain = domains.get(a.domain) ?? domains.size;
    domains.set(a.domain, domain);
    const key = `${a.loops.at(-1)?.id ?? ""} ${domain} ${a.at.map((form) => (form === undefined ? "?" : formText(form))).join(";")}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return [a, number];
  }));
}

function formText({ terms, constant }: Form): string {
  return `${[...terms].sort(([a], [b]) => a - b).join(" ")} ${constant}`;
}

/** The pairs that are wanted, made one by one: there can be very many. */
function* questionsOf(f: Func, m: Module, within: Stmt | undefined, wanted: (pair: Pair) => Decide | undefined): Generator<Question> {
  const all = accessesByTarget(f, m);
  for (const every of all.byTarget) {
    const list = within === undefined ? every : every.filter((a) => a.loops.some((l) => l.node === within));
    for (const from of list) {
      for (const to of list) {
        if (from.kind === "read" && to.kind === "read") continue;
        const kind = from.kind === "read" ? "anti" : to.kind === "read" ? "flow" : "output";
        const pair: Pair = { kind, from, to, loops: commonLoops(from, to) };
        const decide = wanted(pair);
        if (decide !== undefined) yield { ...pair, decide, all };
      }
    }
  }
}

function commonLoops(a: Access, b: Access): readonly Loop[] {
  const end = a.loops.findIndex((l, i) => l.node !== b.loops[i]?.node);
  return end < 0 ? a.loops : a.loops.slice(0, end);
}

// ---- directions ---------------------------------------------------------------------------------------------------------

/**
 * The directions that occur and are wanted, loop by loop from the outermost: the first that is not "=" must be "<", and
 * where all are "=" the first access must come first in the text. Ends when `report` says so.
 */
function search(question: Question, report: (d: Dependence) => boolean): void {
  const { kind, from, to, loops, decide } = question;
  const isLinear = from.at.length === to.at.length && [...from.at, ...to.at].every((f) => f !== undefined);
  const isBefore = compareOrder(from.order, to.order) < 0;
  const visit = (directions: readonly Direction[], decision: "more" | "yes"): boolean => {
    const isForward = directions.includes("<");
    const isLast = decision === "yes" || directions.length === loops.length;
    if (isLast && !isForward && !isBefore) return false;
    const next = isLast ? [] : continued(directions, isForward, decide);
    const further = (): boolean => next.some((n) => visit(n.directions, n.decision));
    // With one way to go on, the answer there will do.
    if (!isLast && next.length < 2) return further();
    const answer = answerOf(question, directions);
    if (answer === "none") return false;
    if (isLast) return report({ kind, from, to, loops, directions, isExact: isLinear && answer === "some" });
    return further();
  };
  const decision = decide([]);
  if (decision !== "no") visit([], decision);
}

function pairOf({ kind, from, to, loops }: Question): Pair {
  return { kind, from, to, loops };
}

interface Continued {
  readonly directions: readonly Direction[];
  readonly decision: "more" | "yes";
}

/** One loop further in, where that is wanted. */
function continued(directions: readonly Direction[], isForward: boolean, decide: Decide): readonly Continued[] {
  const possible: readonly Direction[] = isForward ? ["<", "=", ">"] : ["<", "="];
  return possible.flatMap((d) => {
    const longer = [...directions, d];
    const decision = decide(longer);
    return decision === "no" ? [] : [{ directions: longer, decision }];
  });
}

// ---- systems ------------------------------------------------------------------------------------------------------------

/** A form in numbers: values and their coefficients. */
interface Sum {
  readonly constant: number;
  readonly ids: readonly number[];
  readonly coefficients: readonly number[];
}

const sums = new WeakMap<Form, Sum>();

function sumOf(form: Form): Sum {
  const done = sums.get(form);
  if (done !== undefined) return done;
  const made = { constant: Number(form.constant), ids: [...form.terms.keys()], coefficients: [...form.terms.values()].map(Number) };
  sums.set(form, made);
  return made;
}

/** Whether both accesses happen at the same place, in iterations that lie so to each other. */
function answerOf(question: Question, directions: readonly Direction[]): Solvable {
  const { from, to, all: { shapes, answers } } = question;
  const key = `${shapes.get(from) ?? ""} ${shapes.get(to) ?? ""} ${directions.join("")}`;
  const answer = answers.get(key) ?? solveSystem(question, directions);
  if (answers.size >= mostAnswers) answers.clear();
  answers.set(key, answer);
  return answer;
}

function solveSystem({ from, to, loops, all: { shared } }: Question, directions: readonly Direction[]): Solvable {
  const columns = new Columns(shared, new Set(loops.flatMap((l, i) => (directions[i] === "=" ? [l.id] : []))));
  const rows: Row[] = [];
  for (const c of from.domain) rows.push({ row: columns.row(sumOf(c.form), undefined), isEquality: c.relation === "eq" });
  for (const c of to.domain) rows.push({ row: columns.row(undefined, sumOf(c.form)), isEquality: c.relation === "eq" });
  for (let i = 0; i < Math.min(from.at.length, to.at.length); i++) {
    const [a, b] = [from.at[i], to.at[i]];
    if (a !== undefined && b !== undefined) rows.push({ row: columns.row(sumOf(a), sumOf(b), -1), isEquality: true });
  }
  directions.forEach((d, i) => {
    const loop = loops[i];
    if (d !== "=" && loop !== undefined) rows.push({ row: columns.later(loop, d), isEquality: false });
  });
  return isSolvable(rows, columns.count);
}

/** Which column each value has: of the earlier iteration, and of the later one where it may differ. */
class Columns {
  count = 1;
  private readonly earlier = new Map<number, number>();
  private readonly others = new Map<number, number>();
  private readonly shared: ReadonlySet<number>;
  private readonly same: ReadonlySet<number>;

  constructor(shared: ReadonlySet<number>, same: ReadonlySet<number>) {
    this.shared = shared;
    this.same = same;
  }

  /** earlier + factor · later. */
  row(earlier: Sum | undefined, later: Sum | undefined, factor = 1): readonly number[] {
    const row: number[] = [(earlier?.constant ?? 0) + factor * (later?.constant ?? 0)];
    earlier?.ids.forEach((id, i) => { add(row, this.of(id, this.earlier), earlier.coefficients[i] ?? 0); });
    later?.ids.forEach((id, i) => {
      const isSame = this.same.has(id) || this.shared.has(id);
      add(row, this.of(id, isSame ? this.earlier : this.others), factor * (later.coefficients[i] ?? 0));
    });
    return row;
  }

  /** ≥ 0 when the later iteration of `loop` lies so to the earlier one. */
  later({ node, id }: Loop, direction: Direction): readonly number[] {
    const sign = (direction === "<") === (node.kind === "while" || node.step > 0n) ? 1 : -1;
    const row = [-1];
    add(row, this.of(id, this.others), sign);
    add(row, this.of(id, this.earlier), -sign);
    return row;
  }

  private of(id: number, columns: Map<number, number>): number {
    const known = columns.get(id);
    if (known !== undefined) return known;
    columns.set(id, this.count);
    return this.count++;
  }
}

/** Rows have no holes: missing coefficients in between are 0. */
function add(row: number[], column: number, n: number): void {
  while (row.length <= column) row.push(0);
  row[column] = (row[column] ?? 0) + n;
}
