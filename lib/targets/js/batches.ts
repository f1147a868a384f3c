/**
 * Loops whose every iteration puts and gets a few tokens, waiting for nothing else: as many iterations as certainly do not
 * wait run at once, without asking whether they must, on copies of the places in the rings. When there is none, one
 * iteration is run that may wait. No other instance runs meanwhile, so nothing changes but speed.
 */
import type { For, Get, Put, Stmt } from "../../ir/ir.js";
import { stmtBlocks, stmtExprs, visitExpr, visitStmts } from "../../ir/walk.js";
import type { FunctionContext, Local } from "./context.js";
import { fitsInt32 } from "./storage.js";

/** How often an iteration uses a stream, at most. */
interface Use {
  readonly sym: Put["stream"];
  readonly kind: "put" | "get";
  readonly times: number;
}

type Uses = ReadonlyMap<number, Use>;

/** Loops are written twice, so not large ones. */
const [mostStatements, mostStreams] = [60, 12];

/** The streams that each iteration of `s` uses; `undefined` when it must not be run in batches. */
export function batchOf(s: For, cx: FunctionContext): readonly Use[] | undefined {
  let statements = 0;
  visitStmts(s.body, () => statements++);
  if (!cx.isGenerator || statements > mostStatements) return undefined;
  const uses = usesIn(s.body, new Set(), cx);
  return uses === undefined || uses.size === 0 || uses.size > mostStreams ? undefined : [...uses.values()];
}

/** `inner`: the loops and switches inside the body that are around. */
function usesIn(stmts: readonly Stmt[], inner: ReadonlySet<number>, cx: FunctionContext): Uses | undefined {
  const found = new Map<number, Use>();
  for (const s of stmts) {
    const own = usesOf(s, inner, cx);
    if (own === undefined) return undefined;
    for (const [id, use] of own) {
      const before = found.get(id);
      if (before !== undefined && before.kind !== use.kind) return undefined;
      found.set(id, { ...use, times: use.times + (before?.times ?? 0) });
    }
  }
  return found;
}

function usesOf(s: Stmt, inner: ReadonlySet<number>, cx: FunctionContext): Uses | undefined {
  switch (s.kind) {
    case "put":
    case "get":
      return s.ok === undefined ? new Map([[s.stream.id, { sym: s.stream, kind: s.kind, times: 1 }]]) : undefined;
    case "probe":
    case "return":
      return undefined;
    case "break":
    case "continue":
      return inner.has(s.loop) ? new Map() : undefined;
    case "callstmt":
      return cx.callee(s.callee).isGenerator ? undefined : new Map();
    case "if":
    case "switch":
    case "for":
    case "while":
      return usesOfBlocks(s, inner, cx);
    default:
      return new Map();
  }
}

/** A stream may be used in one branch or another; inner loops use none. */
function usesOfBlocks(
  s: Stmt & { kind: "if" | "switch" | "for" | "while" }, inner: ReadonlySet<number>, cx: FunctionContext,
): Uses | undefined {
  const around = s.kind === "if" ? inner : new Set([...inner, s.id]);
  const most = new Map<number, Use>();
  for (const block of stmtBlocks(s)) {
    const uses = usesIn(block, around, cx);
    if (uses === undefined || (uses.size > 0 && (s.kind === "for" || s.kind === "while"))) return undefined;
    for (const [id, use] of uses) {
      const before = most.get(id);
      if (before !== undefined && before.kind !== use.kind) return undefined;
      if (before === undefined || before.times < use.times) most.set(id, use);
    }
  }
  return most;
}

/** Whether running `stmts` may wait, so that others run in between. */
export function waitsIn(stmts: readonly Stmt[], cx: FunctionContext): boolean {
  if (!cx.isGenerator) return false;
  let found = false;
  visitStmts(stmts, (s) => {
    found ||= s.kind === "put" || s.kind === "get" || s.kind === "probe";
    found ||= s.kind === "callstmt" && cx.callee(s.callee).isGenerator;
    for (const e of stmtExprs(s)) visitExpr(e, (x) => (found ||= x.kind === "call" && cx.callee(x.callee).isGenerator));
  });
  return found;
}

/** What a batch knows of a stream: names of its ring, its mask, and the next place. */
export interface Window {
  readonly ring: string;
  readonly mask: string;
  readonly at: string;
}

/** The most iterations that certainly do not wait, of `trips`. */
export function roomText(trips: string, uses: readonly Use[], cx: FunctionContext): string {
  const rooms = uses.map(({ sym, kind, times }) => {
    const { name } = cx.stream(sym);
    const count = `((${name}.tail - ${name}.head) | 0)`;
    const room = kind === "get" ? count : `${name}.depth - ${count}`;
    return times === 1 ? room : `Math.floor((${room}) / ${times})`;
  });
  return `Math.min(${[trips, ...rooms].join(", ")})`;
}

/** Copies the places of the streams to variables while `body` writes the iterations of a batch, and back afterwards. */
export function inWindows(uses: readonly Use[], cx: FunctionContext, body: () => void): void {
  const opened = uses.map(({ sym, kind }) => {
    const { name } = cx.stream(sym);
    const [ring, mask, at] = [cx.temporary(`${name}_ring`), cx.temporary(`${name}_mask`), cx.temporary(`${name}_at`)];
    const field = `${name}.${kind === "get" ? "head" : "tail"}`;
    cx.writer.line(`const ${ring} = ${name}.ring, ${mask} = ${name}.mask;`);
    cx.writer.line(`let ${at} = ${field};`);
    cx.windows.set(sym.id, { ring, mask, at });
    return { id: sym.id, field, at };
  });
  body();
  for (const { id, field, at } of opened) {
    cx.windows.delete(id);
    cx.writer.line(`${field} = ${at};`);
  }
}

/**
 * Lets `body` work on copies of variables, which are numbers, and writes them back. What a coroutine kept while it waited
 * may be anything to V8, and so may what a loop makes of it; of a copy it knows that it is a number.
 */
export function inCopies(variables: readonly Local[], cx: FunctionContext, body: () => void): void {
  const ids = [...cx.locals].flatMap(([id, local]) => (variables.includes(local) ? [{ id, local }] : []));
  const copies = ids.map(({ id, local }) => {
    const name = cx.temporary(local.name);
    const isWord = local.range !== undefined && fitsInt32(local.range);
    cx.writer.line(`let ${name} = ${isWord ? `${local.name} | 0` : `+${local.name}`};`);
    cx.locals.set(id, { ...local, name });
    return `${local.name} = ${name};`;
  });
  body();
  for (const { id, local } of ids) cx.locals.set(id, local);
  for (const copy of copies) cx.writer.line(copy);
}

/** The wait that an iteration begins with, before it has done anything. */
export function firstWait(body: readonly Stmt[]): Get | Put | undefined {
  const [first] = body;
  if (first?.kind === "get") return first;
  const isPlain = first?.kind === "put" && (first.value.kind === "const" || first.value.kind === "var");
  return isPlain ? first : undefined;
}
