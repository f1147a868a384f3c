/** Lowers functions: parameters, the tensor result as a last parameter, and what the body must know beforehand. */
import type { Func, Module, Param, Stmt, Sym } from "../../ir/ir.js";
import { isScalar, type Type } from "../../ir/types.js";
import { declaredBy, refArgs, stmtExprs, visitExpr, visitStmts } from "../../ir/walk.js";
import type { SourceText } from "../../diagnostics/source.js";
import { commenter, declarationLine } from "./comments.js";
import { noteType, type FuncContext, type ModuleContext } from "./context.js";
import { inlineReads } from "./inline.js";
import { nameScope } from "./names.js";
import { declare, lowerStmts, type Body } from "./statements.js";
import type { CppFunction, CppParam, CppStmt, CppType } from "./tree.js";
import { tidy } from "./tidy.js";
import { declaredType } from "./types.js";

/** What is common to all functions of a file. */
export interface FileContext extends ModuleContext {
  readonly sources: readonly SourceText[];
  /** Ids of tensor parameters that are given constant arrays, so that they must be `const`. */
  readonly constParams: ReadonlySet<number>;
}

/** A context for one function; no name in it may hide a function's. */
export function functionContext(c: FileContext): FuncContext {
  return { ...c, names: nameScope(new Set(c.functionNames.values())), types: new Map(), constants: new Set(), lowered: new Map() };
}

export function lowerFunction(f: Func, isTop: boolean, file: FileContext): CppFunction {
  const c = functionContext(file);
  const params = f.params.map((p) => lowerParam(p, c, file.constParams.has(p.sym.id)));
  const out = resultTensor(f);
  const outParam = lowerOut(f, out, c);
  const comment = commenter(file.sources);
  const head = declarationLine(file.sources, f.span);
  const body: Body = {
    c, out, outName: outParam?.name, ...changesIn(f), result: f.result,
    comment: (s) => {
      const text = comment(s.span);
      return text === undefined ? [] : [{ kind: "comment", text }];
    },
    loops: { around: [], band: { label: undefined } },
  };
  const isScalarResult = f.result !== undefined && isScalar(f.result);
  return {
    comments: head === undefined ? [] : [`${head.place}: ${head.line}`],
    isStatic: !isTop,
    type: isScalarResult ? noteType(declaredType(f.result), c) : { kind: "void" },
    name: functionName(f.sym, c),
    params: outParam === undefined ? params : [...params, outParam],
    body: withoutLastReturn(inlineReads(tidy(lowerStmts(f.body, body)))),
  };
}

export function functionName(sym: Sym, c: ModuleContext): string {
  return c.functionNames.get(sym.id) ?? sym.name;
}

/** A parameter, declared in `c`. */
export function lowerParam(p: Param, c: FuncContext, isConst = false): CppParam {
  const type = parameterType(p.type);
  return { type, name: declare(p.sym, type, c), dims: p.type.kind === "tensor" ? p.type.shape : [], isConst };
}

/** Of an array, the type of its elements. */
export function parameterType(t: Type): CppType {
  switch (t.kind) {
    case "tensor":
      return declaredType(t.element);
    case "stream":
      return { kind: "stream", element: declaredType(t.element) };
    default:
      return declaredType(t);
  }
}

function lowerOut(f: Func, out: Sym | undefined, c: FuncContext): CppParam | undefined {
  if (f.result?.kind !== "tensor") return undefined;
  const type = declaredType(f.result.element);
  const name = out === undefined ? c.names.fresh("result") : declare(out, type, c);
  noteType(type, c);
  return { type, name, dims: f.result.shape, isConst: false };
}

/** The one tensor made in `f` that all its `return`s give, if there is one: the caller's array takes its place. */
function resultTensor(f: Func): Sym | undefined {
  const returned = new Map<number, Sym>();
  const made = new Set<number>();
  visitStmts(f.body, (s) => {
    if (s.kind === "return" && s.value?.kind === "ref") returned.set(s.value.sym.id, s.value.sym);
    if (s.kind === "alloc" && s.init.kind === "fill") made.add(s.sym.id);
    if (s.kind === "callstmt" && s.result?.type.kind === "tensor") made.add(s.result.sym.id);
  });
  const [only] = returned.values();
  return returned.size === 1 && only !== undefined && made.has(only.id) ? only : undefined;
}

function withoutLastReturn(body: readonly CppStmt[]): readonly CppStmt[] {
  const last = body.at(-1);
  const isBare = last?.kind === "return" && last.value === undefined;
  if (!isBare) return body;
  const rest = body.slice(0, -1);
  const at = rest.at(-1);
  if (at?.kind === "comment") return rest.slice(0, -1);
  // A label must stand before a statement, and its own `;` is one.
  return rest;
}

/** The scalars that are assigned after their declaration, and the tensors that are passed on, as ids. */
function changesIn(f: Func): Pick<Body, "assigned" | "passed"> {
  const assigned = new Set<number>();
  const passed = new Set<number>();
  visitStmts(f.body, (s) => {
    if (s.kind === "assign") assigned.add(s.sym.id);
    for (const a of refArgs(s)) passed.add(a.sym.id);
    for (const root of stmtExprs(s)) visitExpr(root, (e) => refArgs(e).forEach((a) => passed.add(a.sym.id)));
  });
  return { assigned, passed };
}

/** The tensor parameters that receive a constant array in some call, directly or passed on. */
export function constParams(m: Module, functions: readonly Func[]): ReadonlySet<number> {
  const byId = new Map(functions.map((f) => [f.sym.id, f]));
  const constants = new Set<number>();
  for (const f of [...functions].reverse()) {
    visitStmts(f.body, (s) => {
      const declared = declaredBy(s);
      if (s.kind === "alloc" && s.init.kind === "values" && declared !== undefined) constants.add(declared.sym.id);
    });
    forEachCall(f.body, (callee, args) => {
      byId.get(callee)?.params.forEach((p, i) => {
        const a = args[i];
        if (a !== undefined && constants.has(a)) constants.add(p.sym.id);
      });
    });
  }
  return constants;
}

/** Calls `visit` with the callee's id and, per argument, the id of the tensor or stream passed. */
export function forEachCall(body: readonly Stmt[], visit: (callee: number, args: readonly (number | undefined)[]) => void): void {
  const ids = (args: readonly { readonly kind: string }[]): readonly (number | undefined)[] =>
    args.map((a) => (a.kind === "ref" && "sym" in a ? (a.sym as Sym).id : undefined));
  visitStmts(body, (s) => {
    if (s.kind === "callstmt") visit(s.callee.id, ids(s.args));
    for (const root of stmtExprs(s)) {
      visitExpr(root, (e) => {
        if (e.kind === "call") visit(e.callee.id, ids(e.args));
      });
    }
  });
}
