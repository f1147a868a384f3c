/** Lowers functions: parameters, states, results, and what the body must know beforehand. */
import type { Func, Param, State, Sym } from "../../ir/ir.js";
import type { Type } from "../../ir/types.js";
import { refArgs, stmtExprs, visitExpr, visitStmts } from "../../ir/walk.js";
import type { SourceText } from "../../diagnostics/source.js";
import { initialArray } from "./arrays.js";
import { clean, commenter, declarationLine } from "./comments.js";
import { splitParams } from "./constant-params.js";
import { noteType, type FuncContext, type ModuleContext } from "./context.js";
import { functionDirectives, memoriesOf, memoryDirectives } from "./directives.js";
import { inlineReads } from "./inline.js";
import { nameScope } from "./names.js";
import { lowerOuts, outParam, returnedValue } from "./results.js";
import { declare, lowerStmts, type Body } from "./statements.js";
import { initialValue } from "./stored.js";
import { declaredType, tokenType } from "./structs.js";
import type { CppDeclare, CppFunction, CppParam, CppStmt, CppType } from "./tree.js";
import { tidy } from "./tidy.js";

/** What is common to all functions of a file. */
export interface FileContext extends ModuleContext {
  readonly sources: readonly SourceText[];
  /** Ids of tensor parameters that are given constant arrays, so that they must be `const`. */
  readonly constParams: ReadonlySet<number>;
}

/** A context for one function; no name in it may hide a function's or a struct's. */
export function functionContext(c: FileContext): FuncContext & FileContext {
  const outer = new Set([...c.functionNames.values(), ...[...c.structs.values()].map((s) => s.name)]);
  return { ...c, names: nameScope(outer), types: new Map(), constants: new Set(), lowered: new Map() };
}

export function lowerFunction(f: Func, isTop: boolean, file: FileContext): CppFunction {
  const c = functionContext(file);
  const { constants, params: inputs } = lowerParams(f, c);
  const outs = lowerOuts(f, c);
  const head = declarationLine(file.sources, f.span);
  const value = returnedValue(f);
  const signature = {
    comments: [
      ...(f.external === undefined ? [] : [`In ${clean(f.external.source)}:`]),
      ...(head === undefined ? [] : [`${head.place}: ${head.line}`]),
    ],
    isStatic: !isTop && f.external === undefined,
    type: value === undefined ? { kind: "void" } as const : noteType(declaredType(value, c), c),
    name: functionName(f.sym, c), ...(constants === undefined ? {} : { constants }),
    params: [...inputs, ...outs.map((o) => outParam(o, c))],
  };
  if (f.external !== undefined) return { ...signature, body: undefined };
  const memories = memoriesOf(f);
  const atTop = [...f.params.map((p) => p.sym), ...outs.flatMap((o) => o.sym ?? [])].flatMap((sym) => (
    memoryDirectives(c.names.of(sym), memories.get(sym.id), "ram", isTop)
  ));
  const states = f.states.flatMap((s) => {
    const made = lowerState(s, c);
    return [made, ...memoryDirectives(made.name, memories.get(s.sym.id), "ram")];
  });
  const loops: Body["loops"] = { around: [], band: { label: undefined } };
  const body: Body = { c, outs, ...changesIn(f), memories, comment: commentOf(file.sources), loops };
  const stmts = [...functionDirectives(f), ...atTop, ...states, ...lowerStmts(f.body, body)];
  return { ...signature, body: withoutLastReturn(inlineReads(tidy(stmts))) };
}

function commentOf(sources: readonly SourceText[]): Body["comment"] {
  const comment = commenter(sources);
  return ({ span }) => {
    const text = comment(span);
    return text === undefined ? [] : [{ kind: "comment", text, span }];
  };
}

/**
 * A static variable: UG1399, "Initialization Behavior": it starts as the bitstream says, keeps what it is given from one
 * run to the next, and is set back by the reset if it is told to.
 */
function lowerState({ sym, type, init }: State, c: FuncContext): CppDeclare {
  const element = type.kind === "tensor" ? type.element : type;
  const own = declaredType(element, c);
  const isZero = type.kind === "tensor" && init.every((v) => v === 0n || v === false || Object.is(v, 0));
  const value = type.kind !== "tensor" ? initialValue(init, type, c)
    : isZero ? { kind: "list", items: [] } as const : initialArray(init, type, c);
  const dims = type.kind === "tensor" ? type.shape : [];
  return { kind: "declare", qualifiers: ["static"], type: own, name: declare(sym, own, c), dims, init: value };
}

export function functionName(sym: Sym, c: ModuleContext): string {
  return c.functionNames.get(sym.id) ?? sym.name;
}

/** A parameter, declared in `c`. */
/** The parameters of `f`, and the names of those that are template parameters. */
export function lowerParams(f: Func, c: FuncContext & FileContext): Pick<CppFunction, "params" | "constants"> {
  const { constants, others } = splitParams(f, c);
  const lowered = (at: number): readonly CppParam[] => {
    const p = f.params[at];
    return p === undefined ? [] : [lowerParam(p, c, c.constParams.has(p.sym.id))];
  };
  const names = constants.flatMap(lowered).map((p) => p.name);
  for (const n of names) c.constants.add(n);
  const params = others.flatMap(lowered);
  return names.length === 0 ? { params } : { constants: names, params };
}

export function lowerParam(p: Param, c: FuncContext, isConst = false): CppParam {
  const type = parameterType(p.type, c);
  return { type, name: declare(p.sym, type, c), dims: p.type.kind === "tensor" ? p.type.shape : [], isConst };
}

/** Of an array, the type of its elements. */
export function parameterType(t: Type, c: Pick<ModuleContext, "structs">): CppType {
  switch (t.kind) {
    case "tensor":
      return declaredType(t.element, c);
    case "stream":
      return { kind: "stream", element: tokenType(t.element, c) };
    default:
      return declaredType(t, c);
  }
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
