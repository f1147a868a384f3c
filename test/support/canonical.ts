/** Forms of modules that tests compare: names and loops numbered in order of appearance; spans put in everywhere. */
import { noSpan, type Span } from "../../lib/diagnostics/source.js";
import type { Arg, Expr, Func, MessagePart, Module, Region, Stmt } from "../../lib/ir/ir.js";
import { keepsSpan } from "../../lib/ir/text/spans.js";
import { mapExpr, mapStmtChildren } from "../../lib/ir/walk.js";

/** `m` with ids of names and loops renumbered, so that modules equal up to renaming become deeply equal. */
export function canonical(m: Module): unknown {
  const syms = new Map<unknown, number>();
  const loops = new Map<unknown, number>();
  const number = (ids: Map<unknown, number>, id: unknown): number => {
    const known = ids.get(id) ?? ids.size;
    ids.set(id, known);
    return known;
  };
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== "object" || value === null) return value;
    const isSym = "name" in value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, v]) => {
      if (key === "id") return [key, number(isSym ? syms : loops, v)];
      return [key, key === "loop" ? number(loops, v) : visit(v)];
    }));
  };
  return visit({ functions: m.functions, top: m.top });
}

/** `m` with a span of its own wherever the text form keeps one; other expressions have their statement's. */
export function withSpans(m: Module): Module {
  let next = 0;
  // Mostly one file, now and then another or no place at all.
  const fresh = (): Span => {
    next++;
    return next % 11 === 0 ? noSpan : { file: next % 5 === 0 ? "b c.ts" : "a.ts", start: 10 * next, length: next % 7 };
  };
  const stmts = (body: readonly Stmt[]): readonly Stmt[] => body.map((s) => spanned(s, fresh, stmts));
  const place = <T extends { readonly span: Span }>(item: T): T => ({ ...item, span: fresh() });
  const func = (f: Func): Func => (
    { ...place(f), params: f.params.map(place), states: f.states.map(place), body: stmts(f.body) }
  );
  const functions = m.functions.map(func);
  if (m.top.kind === "region") return { functions, top: spannedRegion(m.top, fresh) };
  const top = functions[m.functions.indexOf(m.top)];
  if (top === undefined) throw new Error("the top is not one of the functions");
  return { functions, top };
}

function spanned(s: Stmt, fresh: () => Span, stmts: (body: readonly Stmt[]) => readonly Stmt[]): Stmt {
  const span = fresh();
  // What is passed, put together or shown as a whole has its statement's span.
  const inPlace = <T extends Arg | MessagePart>(a: T): T => (
    a.kind === "ref" || a.kind === "aggregate" || a.kind === "tensor" ? { ...a, span } : a
  );
  const one = (e: Expr): Expr => {
    const here = { ...e, span: keepsSpan(e) ? fresh() : span };
    return here.kind === "call" ? { ...here, args: here.args.map(inPlace) } : here;
  };
  const inside = { ...mapStmtChildren(s, { expr: (e) => mapExpr(e, one), stmts }), span };
  switch (inside.kind) {
    case "callstmt":
      return { ...inside, args: inside.args.map(inPlace) };
    case "return":
      return { ...inside, values: inside.values.map(inPlace) };
    case "put":
      return { ...inside, value: inPlace(inside.value) };
    case "alloc":
      return inside.init.kind === "fill" ? { ...inside,
        init: { ...inside.init, value: inPlace(inside.init.value) } } : inside;
    case "print":
      return { ...inside, parts: inside.parts.map(inPlace) };
    case "assert":
      return { ...inside, message: inside.message.map(inPlace) };
    default:
      return inside;
  }
}

function spannedRegion(r: Region, fresh: () => Span): Region {
  const place = <T extends { readonly span: Span }>(item: T): T => ({ ...item, span: fresh() });
  return { ...place(r), params: r.params.map(place), streams: r.streams.map(place), instances: r.instances.map(place) };
}
