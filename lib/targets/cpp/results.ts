/**
 * Results. One value is returned. A tensor, or each of several results, is set in the caller's variable: a parameter
 * after the others, by reference. UG1399, "Interfaces for Vitis Kernel Flow": a reference to a scalar is a register
 * (s_axilite) by itself, a pointer may be taken for memory.
 */
import type { CallStmt, Func, ResultType, Return, Sym } from "../../ir/ir.js";
import { isValueType, type ValueType } from "../../ir/types.js";
import { visitStmts } from "../../ir/walk.js";
import { copy } from "./arrays.js";
import { functionNamed, noteType, type FuncContext } from "./context.js";
import { memoryDirectives } from "./directives.js";
import { callExpr } from "./expressions.js";
import { declaration, declare, type Body } from "./statements.js";
import { storedValue } from "./stored.js";
import { declaredType } from "./structs.js";
import { name, type CppExpr, type CppParam, type CppStmt } from "./tree.js";

/** A result that the caller provides a variable for. */
export interface Out {
  readonly type: ResultType;
  /** Of the parameter. */
  readonly name: string;
  /** The tensor made in the function that all its `return`s give here, if there is one: the caller's takes its place. */
  readonly sym: Sym | undefined;
}

/** The one value that a function returns by itself. */
export function returnedValue({ results }: Pick<Func, "results">): ValueType | undefined {
  const [only] = results;
  return results.length === 1 && only !== undefined && isValueType(only) ? only : undefined;
}

/** The results that become parameters, declared in `c`. */
export function lowerOuts(f: Func, c: FuncContext): readonly Out[] {
  if (returnedValue(f) !== undefined) return [];
  const syms = resultTensors(f);
  return f.results.map((type, i): Out => {
    const sym = syms[i];
    const element = noteType(declaredType(type.kind === "tensor" ? type.element : type, c), c);
    const fresh = f.results.length === 1 ? "result" : `result${i}`;
    return { type, sym, name: sym === undefined ? c.names.fresh(fresh) : declare(sym, element, c) };
  });
}

export function outParam({ type, name: n }: Out, c: FuncContext): CppParam {
  return type.kind === "tensor"
    ? { type: declaredType(type.element, c), name: n, dims: type.shape, isConst: false }
    : { type: declaredType(type, c), name: n, dims: [], isConst: false, isReference: true };
}

/** By position, the tensor made in `f` that is all that is returned there; each stands for one result at most. */
function resultTensors(f: Func): readonly (Sym | undefined)[] {
  const returned = f.results.map(() => new Map<number, Sym>());
  const made = new Set<number>();
  visitStmts(f.body, (s) => {
    if (s.kind === "return") s.values.forEach((v, i) => v.kind === "ref" && returned[i]?.set(v.sym.id, v.sym));
    if (s.kind === "alloc" && s.init.kind === "fill") made.add(s.sym.id);
    if (s.kind === "callstmt") for (const r of s.results) if (r.type.kind === "tensor") made.add(r.sym.id);
  });
  return returned.map((syms, i) => {
    const [only] = syms.values();
    if (syms.size !== 1 || only === undefined || !made.has(only.id)) return undefined;
    return returned.slice(0, i).some((others) => others.has(only.id)) ? undefined : only;
  });
}

export function lowerReturn(s: Return, b: Body): readonly CppStmt[] {
  const [only] = s.values;
  if (b.outs.length === 0 && only !== undefined && only.kind !== "ref") {
    return [{ kind: "return", value: storedValue(only, declaredType(only.type, b.c), b.c) }];
  }
  return [...b.outs.flatMap((o, i) => setOut(o, s.values[i], b)), { kind: "return" }];
}

function setOut({ type, name: target, sym }: Out, value: Return["values"][number] | undefined, b: Body): readonly CppStmt[] {
  if (value === undefined) throw new Error("a return has too few values");
  if (value.kind !== "ref") {
    return [{ kind: "assign", target: name(target), value: storedValue(value, declaredType(value.type, b.c), b.c) }];
  }
  if (type.kind !== "tensor") throw new Error("a tensor is returned where none is declared");
  return value.sym.id === sym?.id ? [] : [copy(target, b.c.names.of(value.sym), type.shape, b)];
}

/** A call as a statement; what it gives back gets variables. */
export function lowerCallStmt(s: CallStmt, b: Body): readonly CppStmt[] {
  const callee = functionNamed(s.callee, b.c);
  const value = returnedValue(callee);
  if (value === undefined) return callWithOuts(s, callee.results, b);
  const [result] = s.results;
  const expr = callExpr(s, b.c);
  return result === undefined
    ? [{ kind: "expr", expr }]
    : [declaration(result.sym, declaredType(value, b.c), expr, !b.assigned.has(result.sym.id), b.c)];
}

function callWithOuts(s: CallStmt, types: readonly ResultType[], b: Body): readonly CppStmt[] {
  const made = types.map((type, i) => variableFor(type, s.results[i]?.sym, b));
  const call: CppStmt = { kind: "expr", expr: callExpr(s, b.c, made.map((m) => m.variable)) };
  return [...made.flatMap((m) => m.declared), call];
}

/** A variable for a callee to set: this function's own result where that is what it becomes. */
function variableFor(
  type: ResultType, sym: Sym | undefined, b: Body,
): { readonly variable: CppExpr; readonly declared: readonly CppStmt[] } {
  if (sym !== undefined && b.outs.some((o) => o.sym?.id === sym.id)) return { variable: name(b.c.names.of(sym)), declared: [] };
  const element = noteType(declaredType(type.kind === "tensor" ? type.element : type, b.c), b.c);
  const target = sym === undefined ? b.c.names.fresh("unused") : declare(sym, element, b.c);
  b.c.constants.delete(target);
  const dims = type.kind === "tensor" ? type.shape : [];
  const memory = memoryDirectives(target, sym && b.memories.get(sym.id), "ram");
  return {
    variable: name(target), declared: [{ kind: "declare", qualifiers: [], type: element, name: target, dims }, ...memory],
  };
}
