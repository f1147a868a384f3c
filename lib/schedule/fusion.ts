/** Two loop nests of one block become one: the producer's body runs before the consumer's in each iteration. */
import { sameExpr } from "../analysis/updates.js";
import { cast, compare, intConst, logic, variable } from "../ir/build.js";
import type { Expr, For, Func, Stmt } from "../ir/ir.js";
import { contains, intervalOf, isIntegral } from "../ir/types.js";
import { mapExpr, stmtBlocks, visitExpr, visitStmts } from "../ir/walk.js";
import { jumpOutOf } from "./loops.js";
import { substituted } from "./rewrite.js";

/** Where the loops stand: one block holds both nests. */
export interface Nests {
  readonly block: readonly Stmt[];
  /** The loops to become one, outermost first; as many of each. */
  readonly producer: readonly For[];
  readonly consumer: readonly For[];
  /** What stands between the nests. */
  readonly between: readonly Stmt[];
}

/** Why loops cannot become one, whatever they compute. */
export interface Mismatch {
  readonly reason: string;
  readonly at: Stmt;
}

/** The nests from the block that holds both down to the loops `producer` and `consumer`. */
export function nestsOf(f: Func, producer: For, consumer: For): Nests | Mismatch {
  const [a, b] = [pathTo(f.body, producer), pathTo(f.body, consumer)];
  const start = a.findIndex((step, i) => step.stmt !== b[i]?.stmt);
  const [first, second] = [a[start], b[start]];
  if (first === undefined || second === undefined) return { reason: "one loop is inside the other", at: consumer };
  if (first.block !== second.block) return { reason: "they stand in different blocks", at: consumer };
  const [from, to] = [first.block.indexOf(first.stmt), first.block.indexOf(second.stmt)];
  if (from > to) return { reason: `'${consumer.iter.name}' comes before '${producer.iter.name}'`, at: consumer };
  const [producers, consumers] = [a, b].map((path) => path.slice(start).map((step) => step.stmt));
  const stray = [...(producers ?? []), ...(consumers ?? [])].find((s) => s.kind !== "for");
  if (stray !== undefined) return { reason: "there is something else than loops around them", at: stray };
  const [p, c] = [(producers ?? []).filter(isFor), (consumers ?? []).filter(isFor)];
  if (p.length !== c.length) {
    return { reason: `there are ${p.length} and ${c.length} loops around them: name loops of one depth`, at: consumer };
  }
  return mismatchOf(f, { block: first.block, producer: p, consumer: c, between: first.block.slice(from + 1, to) });
}

function isFor(s: Stmt): s is For {
  return s.kind === "for";
}

interface Step {
  readonly block: readonly Stmt[];
  readonly stmt: Stmt;
}

function pathTo(block: readonly Stmt[], loop: For): readonly Step[] {
  for (const stmt of block) {
    if (stmt === loop) return [{ block, stmt }];
    for (const inner of stmtBlocks(stmt)) {
      const path = pathTo(inner, loop);
      if (path.length > 0) return [{ block, stmt }, ...path];
    }
  }
  return [];
}

function mismatchOf(f: Func, nests: Nests): Nests | Mismatch {
  const { producer, consumer, between } = nests;
  const jump = jumpOutOf([...insideOf(producer), ...insideOf(consumer), ...between]);
  if (jump !== undefined) return { reason: "a jump may leave an iteration early", at: jump };
  const directed = producer.find((l, i) =>
    l.directives !== undefined && JSON.stringify(l.directives) !== JSON.stringify(consumer[i]?.directives));
  if (directed !== undefined) {
    return { reason: `the directives of '${directed.iter.name}' would be lost`, at: directed };
  }
  const assigned = assignedIn(f);
  for (const [i, p] of producer.entries()) {
    const c = consumer[i];
    const problem = c && boundsProblem(nests, i, p, c, assigned);
    if (problem !== undefined) return { reason: problem, at: p };
  }
  return nests;
}

function insideOf(loops: readonly For[]): readonly Stmt[] {
  return loops.at(0)?.body.flatMap((s) => withoutInner(s, loops.slice(1))) ?? [];
}

function withoutInner(s: Stmt, rest: readonly For[]): readonly Stmt[] {
  return s === rest[0] ? rest[0].body.flatMap((x) => withoutInner(x, rest.slice(1))) : [s];
}

function boundsProblem(
  { producer, consumer }: Nests, i: number, p: For, c: For, assigned: ReadonlySet<number>,
): string | undefined {
  const names = `'${p.iter.name}' and '${c.iter.name}'`;
  if (p.step !== c.step) return `the steps of ${names} differ`;
  if ([p.lo, p.hi, c.lo, c.hi].some((e) => !isFixed(e, assigned))) {
    return `the bounds of ${names} may change from the one to the other`;
  }
  if (sameBounds(p, c, producer.slice(0, i), consumer)) return undefined;
  const hull = hullOf(p, c);
  if (hull === undefined) {
    return `the bounds of ${names} differ, and are not constant with the same remainder by the step`;
  }
  const isPerfect = [producer, consumer].every((nest) => nest.slice(i, -1).every((l) => l.body.length === 1));
  if (!isPerfect) return `the bounds of ${names} differ, and more than a loop is inside`;
  return isIntegral(c.type) && contains(intervalOf(c.type), { lo: hull.first, hi: hull.last }) ? undefined
    : `the counter of '${c.iter.name}' does not hold the bounds of '${p.iter.name}'`;
}

/** Has one value while the function runs, as far as the loops around let it. */
function isFixed(e: Expr, assigned: ReadonlySet<number>): boolean {
  let fixed = true;
  visitExpr(
    e, (x) => (fixed &&= x.kind !== "load" && x.kind !== "call" && (x.kind !== "var" || !assigned.has(x.sym.id))),
  );
  return fixed;
}

function assignedIn(f: Func): ReadonlySet<number> {
  const assigned = new Set(f.states.map((s) => s.sym.id));
  visitStmts(f.body, (s) => {
    if (s.kind === "assign") assigned.add(s.sym.id);
  });
  return assigned;
}

function sameBounds(p: For, c: For, outer: readonly For[], consumer: readonly For[]): boolean {
  const renamed = (e: Expr): Expr => outer.reduce((x, l, n) => {
    const by = consumer[n];
    return by === undefined ? x : mapExpr(x, (v) => (v.kind === "var" && v.sym.id === l.iter.id ? counter(by, l) : v));
  }, e);
  return sameExpr(renamed(p.lo), c.lo) && sameExpr(renamed(p.hi), c.hi);
}

/** The producer's counter, in terms of the consumer's. */
function counter(c: For, p: For): Expr {
  return cast(variable(c.iter, c.type, p.span), p.type, p.span);
}

interface Hull {
  readonly lo: Expr;
  readonly hi: Expr;
  readonly first: bigint;
  readonly last: bigint;
}

/** Bounds that hold the iterations of both. */
function hullOf(p: For, c: For): Hull | undefined {
  const [from, to] = [rangeOf(p), rangeOf(c)];
  if (from === undefined || to === undefined || (from.lo - to.lo) % p.step !== 0n) return undefined;
  const isUp = p.step > 0n;
  const lo = isUp === from.lo < to.lo ? p.lo : c.lo;
  const hi = isUp === from.hi > to.hi ? p.hi : c.hi;
  const ends = [from.lo, to.lo, from.hi, to.hi];
  const [least, most] = [ends.reduce((a, b) => (a < b ? a : b)), ends.reduce((a, b) => (a > b ? a : b))];
  return { lo, hi, first: isUp ? least : least + 1n, last: isUp ? most - 1n : most };
}

function rangeOf(l: For): { readonly lo: bigint; readonly hi: bigint } | undefined {
  const [lo, hi] = [constantOf(l.lo), constantOf(l.hi)];
  return lo === undefined || hi === undefined ? undefined : { lo, hi };
}

function constantOf(e: Expr): bigint | undefined {
  return e.kind === "const" && typeof e.value === "bigint" ? e.value : undefined;
}

// ---- the one nest ---------------------------------------------------------------------------------------------------

/** The nest, and which of its statements were the producer's and the consumer's. */
export interface Fused {
  readonly loop: For;
  readonly producer: ReadonlySet<Stmt>;
  readonly consumer: ReadonlySet<Stmt>;
}

/** The one nest of both. */
export function fusedNest(nests: Nests): Fused {
  const { producer, consumer } = nests;
  const marks = { producer: new Set<Stmt>(), consumer: new Set<Stmt>() };
  const body = producer.reduce<readonly Stmt[]>((stmts, p, i) => {
    const c = consumer[i];
    return c === undefined ? stmts : substituted(stmts, p.iter, counter(c, p));
  }, producer[0]?.body ?? []);
  return { loop: fuse(nests, 0, body, { producer: [], consumer: [] }, marks), ...marks };
}

type Guards = Readonly<Record<"producer" | "consumer", readonly Expr[]>>;
type Marks = Readonly<Record<"producer" | "consumer", Set<Stmt>>>;

/** Both loops of this level; `body` is the producer's, in terms of the consumer's counters. */
function fuse(nests: Nests, level: number, body: readonly Stmt[], guards: Guards, marks: Marks): For {
  const [p, c] = [nests.producer[level], nests.consumer[level]];
  if (p === undefined || c === undefined) throw new Error("both nests have as many loops");
  const isSame = sameBounds(p, c, nests.producer.slice(0, level), nests.consumer);
  const hull = isSame ? undefined : hullOf(p, c);
  const inside = hull === undefined ? guards : {
    producer: [...guards.producer, ...guardOf(p, c, hull)], consumer: [...guards.consumer, ...guardOf(c, c, hull)],
  };
  const made = { ...c, ...(hull !== undefined && { lo: hull.lo, hi: hull.hi }) };
  const [mine, theirs] = [
    splitAt(body, p.body, nests.producer[level + 1]), splitAt(c.body, c.body, nests.consumer[level + 1]),
  ];
  const marked = (stmts: readonly Stmt[], whose: keyof Marks): readonly Stmt[] => {
    visitStmts(stmts, (s) => marks[whose].add(s));
    return stmts;
  };
  if (mine.loop === undefined || theirs.loop === undefined) {
    const [first, second] = [guarded(body, inside.producer), guarded(c.body, inside.consumer)];
    return { ...made, body: [...marked(first, "producer"), ...marked(second, "consumer")] };
  }
  const inner = fuse(nests, level + 1, mine.loop.body, inside, marks);
  const before = [...marked(mine.before, "producer"), ...marked(theirs.before, "consumer")];
  return { ...made, body: [...before, inner, ...marked(mine.after, "producer"), ...marked(theirs.after, "consumer")] };
}

interface Parts {
  readonly before: readonly Stmt[];
  readonly loop: For | undefined;
  readonly after: readonly Stmt[];
}

/** `stmts` around the copy of `loop`, which stands where it does in `original`. */
function splitAt(stmts: readonly Stmt[], original: readonly Stmt[], loop: For | undefined): Parts {
  const at = loop === undefined ? -1 : original.indexOf(loop);
  const found = stmts[at];
  return found?.kind === "for" ? { before: stmts.slice(0, at), loop: found, after: stmts.slice(at + 1) }
    : { before: stmts, loop: undefined, after: [] };
}

function guarded(stmts: readonly Stmt[], guards: readonly Expr[]): readonly Stmt[] {
  const [first, ...others] = guards;
  const span = stmts[0]?.span;
  if (first === undefined || span === undefined) return stmts;
  return [{ kind: "if", cond: others.reduce((a, b) => logic("and", a, b), first), then: stmts, else: [], span }];
}

/** The counter of `c` is one that `l` had, too. */
function guardOf(l: For, c: For, hull: Hull): readonly Expr[] {
  const i = variable(c.iter, c.type, l.span);
  const isUp = l.step > 0n;
  const range = rangeOf(l);
  if (range === undefined) return [];
  const { lo, hi } = range;
  return [
    ...(constantOf(hull.lo) === lo ? [] : [compare(isUp ? "ge" : "le", i, intConst(lo), l.span)]),
    ...(constantOf(hull.hi) === hi ? [] : [compare(isUp ? "lt" : "gt", i, intConst(hi), l.span)]),
  ];
}
