/**
 * Structs as their scalars: a variable, parameter or result becomes one for each scalar of the struct, a tensor or stream
 * one for each as well. Afterwards no name has a struct type. Streams of one struct stay equally full, since what is put
 * or got is put or got whole: only the first of them ever makes anyone wait.
 */
import { ref, variable, type SymSource } from "../ir/build.js";
import type {
  Aggregate, Alloc, Arg, CallStmt, Const, Expr, Func, Get, Instance, MemoryDirectives, MessagePart, Module, Network, Param, Put, ResultType,
  State, Stmt, StreamDecl, Sym,
} from "../ir/ir.js";
import { structsOf } from "../ir/structs.js";
import { convert } from "../numeric/convert.js";
import {
  bool, isScalar, leafIndex, leavesOf, valueIn, type Leaf, type Path, type StructType, type Type,
} from "../ir/types.js";
import { networksOf } from "../ir/networks.js";
import { allFunctions, declarationsOf, mapExprChildren, type Declaration } from "../ir/walk.js";
import { freshSyms } from "./fresh-syms.js";

/** What a name of struct type becomes: the names of its scalars, in order. */
interface Part {
  readonly struct: StructType;
  readonly syms: readonly Sym[];
}

interface Parts {
  /** By the id of the name. */
  get(id: number): Part | undefined;
  /** Makes new names. */
  readonly syms: SymSource;
}

/** `m` without structs; `m` itself when it has none. */
export function splitStructs(m: Module): Module {
  if (structsOf(m).length === 0) return m;
  const parts = namesOfParts(m);
  const functions = m.functions.map((f) => splitFunction(f, parts));
  const top = m.top.kind === "region"
    ? { ...m.top, params: m.top.params.flatMap((p) => split(p, parts)), ...splitNetwork(m.top, parts) }
    : functions.find((f) => f.sym.id === m.top.sym.id);
  if (top === undefined) throw new Error("the top function is not one of the module's");
  return { functions, top };
}

function namesOfParts(m: Module): Parts {
  const syms = freshSyms(m);
  const parts = new Map<number, Part>();
  const add = ({ sym, type }: Declaration, names: (leaf: Leaf, i: number) => string): void => {
    const struct = structIn(type);
    if (struct !== undefined) parts.set(sym.id, { struct, syms: leavesOf(struct).map((l, i) => syms.fresh(names(l, i))) });
  };
  const byPath = (d: Declaration): void => add(d, (leaf) => [d.sym.name, ...leaf.path].join("."));
  for (const f of allFunctions(m)) declarationsOf(f).forEach(byPath);
  if (m.top.kind === "region") m.top.params.forEach(byPath);
  // The first stream of a struct is the one that anybody waits for: it has the user's name.
  for (const s of networksOf(m).flatMap((n) => n.streams)) add(s, (leaf, i) => [s.sym.name, ...(i === 0 ? [] : leaf.path)].join("."));
  return { syms, get: (id) => parts.get(id) };
}

/** The struct in a value, a tensor, a stream, or a stream of blocks. */
function structIn(t: Type): StructType | undefined {
  const value = valueIn(t);
  return value.kind === "struct" ? value : undefined;
}

/** `t` with the scalar `leaf` instead of its struct. */
function partOf<T extends Type>(t: T, leaf: Leaf): T {
  return (t.kind === "tensor" || t.kind === "stream" ? { ...t, element: partOf<Type>(t.element, leaf) } : leaf.type) as Type as T;
}

// ---- declarations -------------------------------------------------------------------------------------------------------

/** A declaration as those of its scalars; itself when it is of no struct. */
function split<D extends { readonly sym: Sym; readonly type: Type }>(d: D, parts: Parts): readonly D[] {
  const known = parts.get(d.sym.id);
  if (known === undefined) return [d];
  return leavesOf(known.struct).map((leaf, i) => ({ ...d, sym: known.syms[i] ?? d.sym, type: partOf(d.type, leaf) }));
}

function splitFunction(f: Func, parts: Parts): Func {
  return {
    ...f,
    ...(f.memories && { memories: f.memories.flatMap((d) => splitMemory(d, parts)) }),
    params: f.params.flatMap((p): readonly Param[] => split(p, parts)),
    results: f.results.flatMap(splitResult),
    states: f.states.flatMap((s) => splitState(s, parts)),
    body: splitStmts(f.body, parts),
    ...(f.network && { network: splitNetwork(f.network, parts) }),
  };
}

/** What is said of a tensor of structs goes for each of its parts. */
function splitMemory(d: MemoryDirectives, parts: Parts): readonly MemoryDirectives[] {
  return (parts.get(d.sym.id)?.syms ?? [d.sym]).map((sym) => ({ ...d, sym }));
}

function splitResult(t: ResultType): readonly ResultType[] {
  const struct = structIn(t);
  return struct === undefined ? [t] : leavesOf(struct).map((leaf) => partOf(t, leaf));
}

function splitState(s: State, parts: Parts): readonly State[] {
  const pieces = split(s, parts);
  return pieces.map((piece, i) => ({ ...piece, init: everyNth(s.init, pieces.length, i) }));
}

/** The values of one scalar among those of all. */
function everyNth(values: readonly Const["value"][], n: number, first: number): readonly Const["value"][] {
  return values.filter((_, i) => i % n === first);
}

function splitNetwork(n: Network, parts: Parts): Network {
  const streams = n.streams.flatMap((s): readonly StreamDecl[] => {
    const [first, ...rest] = split(s, parts);
    if (first === undefined) return [];
    return [first, ...rest.map((other) => ({ ...other, partOf: first.sym }))];
  });
  const instances = n.instances.map((i): Instance => ({
    ...i, args: i.args.flatMap((a) => {
      const known = a.kind === "name" ? parts.get(a.sym.id)?.syms : undefined;
      return known === undefined ? [a] : known.map((sym) => ({ ...a, sym }));
    }),
  }));
  return { streams, instances };
}

// ---- statements ---------------------------------------------------------------------------------------------------------

function splitStmts(stmts: readonly Stmt[], parts: Parts): readonly Stmt[] {
  return stmts.flatMap((s) => splitStmt(s, parts));
}

function splitStmt(s: Stmt, parts: Parts): readonly Stmt[] {
  const e = (x: Expr): Expr => splitExpr(x, parts);
  const block = (stmts: readonly Stmt[]): readonly Stmt[] => splitStmts(stmts, parts);
  switch (s.kind) {
    case "alloc":
      return splitAlloc(s, parts);
    case "put":
      return splitPut(s, parts);
    case "get":
      return splitGet(s, parts);
    case "probe":
      return [{ ...s, stream: parts.get(s.stream.id)?.syms[0] ?? s.stream }];
    case "callstmt":
      return [splitCall(s, parts)];
    case "return":
      return [{ ...s, values: splitArgs(s.values, parts) }];
    case "store": {
      const { path = [], ...rest } = s;
      return [{ ...rest, tensor: partSym(s.tensor, path, parts), index: s.index.map(e), value: e(s.value) }];
    }
    case "let":
      return [{ ...s, init: e(s.init) }];
    case "assign":
      return [{ ...s, value: e(s.value) }];
    case "for":
      return [{ ...s, lo: e(s.lo), hi: e(s.hi), body: block(s.body) }];
    case "while":
      return [{ ...s, cond: e(s.cond), update: block(s.update), body: block(s.body) }];
    case "if":
      return [{ ...s, cond: e(s.cond), then: block(s.then), else: block(s.else) }];
    case "switch":
      return [{
        ...s, value: e(s.value), cases: s.cases.map((c) => ({ ...c, body: block(c.body) })), default: block(s.default),
      }];
    case "print":
      return [{ ...s, parts: s.parts.map((p) => splitPart(p, parts)) }];
    case "assert":
      return [{ ...s, cond: e(s.cond), message: s.message.map((p) => splitPart(p, parts)) }];
    case "break":
    case "continue":
      return [s];
  }
}

function splitPart(p: MessagePart, parts: Parts): MessagePart {
  return p.kind === "text" || p.kind === "tensor" ? p : splitExpr(p, parts);
}

/** The scalars of a value that is put together; other values have one. */
function leaves(v: Expr | Aggregate, parts: Parts): readonly Expr[] {
  return (v.kind === "aggregate" ? v.leaves : [v]).map((e) => splitExpr(e, parts));
}

function splitAlloc(s: Alloc, parts: Parts): readonly Stmt[] {
  const pieces = split(s, parts);
  const { init } = s;
  if (init.kind === "values") {
    return pieces.map((p, i) => ({ ...p, init: { kind: "values", values: everyNth(init.values, pieces.length, i) } }));
  }
  const values = leaves(init.value, parts);
  return pieces.map((p, i) => ({ ...p, init: { kind: "fill", value: values[i] ?? init.value } }));
}

/** A stream of structs becomes one for each scalar; whoever finds room (or a token) in the first finds it in all. */
function splitPut(s: Put, parts: Parts): readonly Stmt[] {
  const known = parts.get(s.stream.id);
  if (s.value.kind !== "ref") return splitPutValue(s, s.value, known, parts);
  return putInStep(s, splitArgs([s.value], parts).map((value, i): Put => ({ ...s, stream: known?.syms[i] ?? s.stream, value })));
}

/** The others only if the first took place: it is the one that waits, or lets others run before it goes on. */
function putInStep(s: Put, pieces: readonly Put[]): readonly Stmt[] {
  const [first, ...others] = pieces;
  if (first === undefined || s.ok === undefined || others.length === 0) return pieces;
  const then = others.map(({ ok: _, ...put }): Put => put);
  return [first, { kind: "if", cond: variable(s.ok, bool, s.span), then, else: [], span: s.span }];
}

/** All values are computed before the first is put: that may wait, and one that stops the run must do so before. */
function splitPutValue(s: Put, value: Expr | Aggregate, known: Part | undefined, parts: Parts): readonly Stmt[] {
  const values = leaves(value, parts);
  const [only] = values;
  if (known === undefined || (known.syms.length === 1 && only !== undefined)) {
    return [{ ...s, stream: known?.syms[0] ?? s.stream, value: only ?? value }];
  }
  const { span } = s;
  const named = values.map((init) => ({ sym: parts.syms.fresh("value"), type: init.type, init }));
  return [
    ...named.map((n): Stmt => ({ kind: "let", ...n, mutable: false, span })),
    ...putInStep(s, known.syms.flatMap((stream, i): readonly Put[] => {
      const part = named[i];
      return part === undefined ? [] : [{ ...s, stream, value: variable(part.sym, part.type, span) }];
    })),
  ];
}

function splitGet(s: Get, parts: Parts): readonly Stmt[] {
  const streams = parts.get(s.stream.id)?.syms ?? [s.stream];
  const [first, ...others] = split(s, parts).map((piece, i) => ({ ...piece, stream: streams[i] ?? s.stream }));
  if (first === undefined) return [];
  return s.ok === undefined ? [first, ...others] : [first, ...others.flatMap((get) => getIf(s.ok ?? get.sym, get, parts))];
}

/** Takes a part of a token whose first part there was: 0 if there was none. */
function getIf(cond: Sym, { ok: _, ...get }: Get, parts: Parts): readonly Stmt[] {
  const { sym, type, span } = get;
  if (!isScalar(type)) throw new Error("blocks of structs are not asked for without waiting");
  const taken = parts.syms.fresh(sym.name);
  const zero: Const = { kind: "const", type, value: convert(0n, type), span };
  return [
    { kind: "let", sym, type, mutable: true, init: zero, span },
    {
      kind: "if", cond: variable(cond, bool, span), else: [], span,
      then: [{ ...get, sym: taken }, { kind: "assign", sym, value: variable(taken, type, span), span }],
    },
  ];
}

function splitCall(s: CallStmt, parts: Parts): Stmt {
  return { ...s, args: splitArgs(s.args, parts), results: s.results.flatMap((r) => split(r, parts)) };
}

function splitArgs(args: readonly Arg[], parts: Parts): readonly Arg[] {
  return args.flatMap((a): readonly Arg[] => {
    if (a.kind !== "ref") return leaves(a, parts);
    const known = parts.get(a.sym.id);
    return known === undefined ? [a] : known.syms.map((sym) => ref(sym, a.span));
  });
}

// ---- expressions --------------------------------------------------------------------------------------------------------

function splitExpr(e: Expr, parts: Parts): Expr {
  const inside = mapExprChildren(e, (child) => splitExpr(child, parts));
  switch (inside.kind) {
    case "var":
      return inside.path === undefined ? inside : variable(partSym(inside.sym, inside.path, parts), inside.type, inside.span);
    case "load": {
      const { path, ...rest } = inside;
      return path === undefined ? inside : { ...rest, tensor: partSym(inside.tensor, path, parts) };
    }
    case "call":
      return { ...inside, args: splitArgs(inside.args, parts) };
    default:
      return inside;
  }
}

/** The name of the scalar at `path` in what `sym` names; `sym` where that is no struct. */
function partSym(sym: Sym, path: Path, parts: Parts): Sym {
  const known = parts.get(sym.id);
  return known?.syms[leafIndex(known.struct, path)] ?? sym;
}
