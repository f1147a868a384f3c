/**
 * Fixed point as integers: variables, elements, tokens, parameters and results become integers that hold raw values, and
 * so does all arithmetic. Afterwards fixed-point types stand only where a float becomes one or comes from one
 * (`bitcast` of a `cast`), and in messages. Structs must have been split (split-structs.ts).
 */
import { bitcast, cast, variable, type SymSource } from "../ir/build.js";
import type { Arg, Expr, Func, MessagePart, Module, Network, ResultType, Stmt } from "../ir/ir.js";
import { structsOf } from "../ir/structs.js";
import type { Type } from "../ir/types.js";
import {
  allFunctions, childExprs, declarationsOf, mapExprChildren, mapList, mapStmtChildren, stmtBlocks, stmtExprs,
} from "../ir/walk.js";
import { freshSyms } from "./fresh-syms.js";
import { raw, rawType, readsFixed, withoutFixed, type Helper, type RawContext } from "./raw-values.js";

/** `m` without fixed point; `m` itself when it has none. */
export function lowerFixed(m: Module): Module {
  if (!usesFixed(m)) return m;
  if (structsOf(m).length > 0) throw new Error("structs must be split first");
  const made = helperSource(freshSyms(m));
  const context: RawContext = {
    leaf: (e) => leafRaw(e, context), other: (e) => lowerExpr(e, context), helper: made.helper,
  };
  const functions = m.functions.flatMap((f) => {
    const lowered = lowerFunction(f, context);
    return [...made.takeNew(), lowered];
  });
  const top = m.top.kind === "region"
    ? { ...m.top, params: m.top.params.map(retyped), ...lowerNetwork(m.top) }
    : functions.find((f) => f.sym.id === m.top.sym.id);
  if (top === undefined) throw new Error("the top function is not one of the module's");
  return { functions, top };
}

/** Does any name or expression of `m` have a fixed-point type? */
export function usesFixed(m: Module): boolean {
  return allFunctions(m).some((f) => (
    f.results.some(isFixed) || declarationsOf(f).some((d) => isFixed(d.type)) || f.body.some(stmtUsesFixed)
  ));
}

function stmtUsesFixed(s: Stmt): boolean {
  return stmtExprs(s).some(exprUsesFixed) || stmtBlocks(s).some((block) => block.some(stmtUsesFixed));
}

function exprUsesFixed(e: Expr): boolean {
  return e.type.kind === "fixed" || childExprs(e).some(exprUsesFixed);
}

function isFixed(t: Type): boolean {
  return t.kind === "tensor" || t.kind === "stream" ? isFixed(t.element) : t.kind === "fixed";
}

// ---- types --------------------------------------------------------------------------------------------------------------

function lowerType<T extends Type>(t: T): T {
  if (t.kind === "fixed") return rawType(t) as Type as T;
  return t.kind === "tensor" || t.kind === "stream" ? { ...t, element: lowerType(t.element) } : t;
}

const retyped = <D extends { readonly type: Type }>(d: D): D => ({ ...d, type: lowerType(d.type) });

function lowerFunction(f: Func, c: RawContext): Func {
  return {
    ...f,
    params: f.params.map(retyped),
    results: f.results.map((t): ResultType => lowerType(t)),
    states: f.states.map(retyped),
    body: lowerStmts(f.body, c),
    ...(f.network && { network: lowerNetwork(f.network) }),
  };
}

/** Constants that instances are given are those of scalars, which keep their values. */
function lowerNetwork({ streams, instances }: Network): Network {
  return {
    streams: streams.map(retyped),
    instances: instances.map((i) => ({ ...i, args: i.args.map((a) => (a.kind === "const" ? retyped(a) : a)) })),
  };
}

// ---- statements and expressions -----------------------------------------------------------------------------------------

function lowerStmts(stmts: readonly Stmt[], c: RawContext): readonly Stmt[] {
  return mapList(stmts, (s) => lowerStmt(s, c));
}

function lowerStmt(s: Stmt, c: RawContext): Stmt {
  if (s.kind === "print") return { ...s, parts: s.parts.map((p) => lowerPart(p, c)) };
  if (s.kind === "assert") return { ...s, cond: lowerExpr(s.cond, c), message: s.message.map((p) => lowerPart(p, c)) };
  const inside = mapStmtChildren(s, { expr: (e) => lowerStored(e, c), stmts: (body) => lowerStmts(body, c) });
  switch (inside.kind) {
    case "let":
      return { ...inside, type: lowerType(inside.type) };
    case "get":
      return { ...inside, type: lowerType(inside.type) };
    case "alloc":
      return { ...inside, type: lowerType(inside.type) };
    case "callstmt":
      return { ...inside, results: inside.results.map((r) => ({ ...r, type: lowerType(r.type) })) };
    default:
      return inside;
  }
}

/** Values in messages keep the type they are shown in. */
function lowerPart(p: MessagePart, c: RawContext): MessagePart {
  if (p.kind === "text" || p.kind === "tensor") return p;
  return p.type.kind === "fixed" ? bitcast(lowerStored(p, c), p.type) : lowerExpr(p, c);
}

/** What is stored or passed on is of exactly the integer type of its place. */
function lowerStored(e: Expr, c: RawContext): Expr {
  if (e.type.kind !== "fixed") return lowerExpr(e, c);
  return cast(raw(e, c), rawType(e.type));
}

/** An expression that is not of fixed point. */
function lowerExpr(e: Expr, c: RawContext): Expr {
  if (e.type.kind === "fixed") throw new Error("fixed point is lowered to its raw value");
  if (readsFixed(e)) return withoutFixed(e, c);
  if (e.kind === "call") return mapExprChildren(e, (a) => lowerStored(a, c));
  return mapExprChildren(e, (child) => lowerExpr(child, c));
}

function leafRaw(e: Expr, c: RawContext): Expr {
  if (e.type.kind !== "fixed") throw new Error("not of fixed point");
  const type = rawType(e.type);
  switch (e.kind) {
    case "const":
    case "var":
      return { ...e, type };
    case "load":
      return { ...e, index: e.index.map((i) => lowerExpr(i, c)), type };
    case "call":
      return { ...e, args: e.args.map((a): Arg => lowerArg(a, c)), type };
    default:
      throw new Error(`a ${e.kind} is computed`);
  }
}

function lowerArg(a: Arg, c: RawContext): Arg {
  if (a.kind === "aggregate") throw new Error("structs must be split first");
  return a.kind === "ref" ? a : lowerStored(a, c);
}

// ---- helpers ------------------------------------------------------------------------------------------------------------

/** Makes functions on demand, each once; `takeNew` gives those that were made since it was last asked. */
export function helperSource(syms: SymSource): { helper: RawContext["helper"]; takeNew: () => readonly Func[] } {
  const known = new Map<string, Func>();
  let made: Func[] = [];
  const make = ({ name, params, span, body }: Helper): Func => {
    const declared = params.map((type) => ({ sym: syms.fresh("x"), type, span }));
    const value = body(declared.map((p) => variable(p.sym, p.type, span)));
    const func: Func = {
      kind: "func", sym: syms.fresh(name), params: declared, results: [value.type], states: [],
      body: [{ kind: "return", values: [value], span }], span,
    };
    made.push(func);
    return func;
  };
  return {
    helper: (h) => {
      const func = known.get(h.key) ?? make(h);
      known.set(h.key, func);
      return func;
    },
    takeNew: () => {
      const taken = made;
      made = [];
      return taken;
    },
  };
}
