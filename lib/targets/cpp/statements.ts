/** Lowers statements other than loops. */
import type { Alloc, Assign, CallStmt, Get, If, Let, Return, Stmt, Store, Sym } from "../../ir/ir.js";
import type { ScalarType, TensorType } from "../../ir/types.js";
import { isConstantExpr } from "./constants.js";
import { functionNamed, noteType, typeOf, type FuncContext } from "./context.js";
import { callExpr, condition, constant, element, stored } from "./expressions.js";
import { jump, lowerFor, lowerWhile, type Loops } from "./loops.js";
import {
  infix, literal, method, name, sameExpr, type CppAssign, type CppDeclare, type CppExpr, type CppStmt, type CppType,
  type InfixOp,
} from "./tree.js";
import { constType, declaredType, plainInt } from "./types.js";
import { isSimple } from "./value.js";

/** What statements of one function need to know about it. */
export interface Body {
  readonly c: FuncContext;
  /** The tensor that is the function's last parameter: its result. */
  readonly out: Sym | undefined;
  readonly outName: string | undefined;
  /** Ids of scalars that are assigned after their declaration. */
  readonly assigned: ReadonlySet<number>;
  /** Ids of tensors that are passed to functions. */
  readonly passed: ReadonlySet<number>;
  readonly comment: (s: Stmt) => readonly CppStmt[];
  readonly result: ScalarType | TensorType | undefined;
  readonly loops: Loops;
}

/** The statements of a block, in a block of names of its own. */
export function lowerBlock(stmts: readonly Stmt[], b: Body): readonly CppStmt[] {
  return b.c.names.block(() => lowerStmts(stmts, b));
}

export function lowerStmts(stmts: readonly Stmt[], b: Body): readonly CppStmt[] {
  return stmts.flatMap((s) => {
    const comment = b.comment(s);
    const lowered = lowerStmt(s, b);
    return lowered.length === 0 ? [] : [...comment, ...lowered];
  });
}

function lowerStmt(s: Stmt, b: Body): readonly CppStmt[] {
  switch (s.kind) {
    case "let":
      return [lowerLet(s, b)];
    case "assign":
      return [lowerAssign(s, b)];
    case "alloc":
      return lowerAlloc(s, b);
    case "store":
      return [lowerStore(s, b)];
    case "for":
      return lowerFor(s, b);
    case "while":
      return lowerWhile(s, b);
    case "if":
      return [lowerIf(s, b)];
    case "break":
    case "continue":
      return [jump(s, b)];
    case "return":
      return lowerReturn(s, b);
    case "callstmt":
      return lowerCallStmt(s, b);
    case "put":
      return [{ kind: "expr", expr: method(name(b.c.names.of(s.stream)), b.c.dialect.streamWrite, [putValue(s, b)]) }];
    case "get":
      return [lowerGet(s, b)];
  }
}

function putValue(s: Extract<Stmt, { kind: "put" }>, b: Body): CppExpr {
  const t = typeOf(s.stream, b.c);
  return stored(s.value, t.kind === "stream" ? t.element : t, b.c);
}

// ---- declarations -----------------------------------------------------------------------------------------------------

/** Gives `sym` its C++ name and type. */
export function declare(sym: Sym, type: CppType, c: FuncContext): string {
  c.types.set(sym.id, noteType(type, c));
  return c.names.declare(sym);
}

function declaration(sym: Sym, type: CppType, init: CppExpr, isConst: boolean, c: FuncContext): CppDeclare {
  const variable = declare(sym, type, c);
  if (isConst && isConstantExpr(init, c)) c.constants.add(variable);
  else c.constants.delete(variable);
  return { kind: "declare", qualifiers: isConst ? ["const"] : [], type, name: variable, dims: [], init };
}

function lowerLet(s: Let, b: Body): CppStmt {
  const isConst = !s.mutable && !b.assigned.has(s.sym.id);
  const type = isConst ? constType(s.type) : declaredType(s.type);
  return declaration(s.sym, type, stored(s.init, type, b.c), isConst, b.c);
}

function lowerGet(s: Get, b: Body): CppStmt {
  const read = method(name(b.c.names.of(s.stream)), b.c.dialect.streamRead);
  return declaration(s.sym, declaredType(s.type), read, !b.assigned.has(s.sym.id), b.c);
}

function lowerAlloc(s: Alloc, b: Body): readonly CppStmt[] {
  const isPrivate = s.init.kind === "values" && !b.passed.has(s.sym.id);
  const type = isPrivate ? constType(s.type.element) : declaredType(s.type.element);
  const dims = s.type.shape;
  if (s.init.kind === "values") {
    const values = s.init.values.map((v) => constant(v, s.type.element, b.c).expr);
    return [{
      kind: "declare", qualifiers: ["static", "const"], type, name: declare(s.sym, type, b.c), dims, init: nested(values, dims),
    }];
  }
  const value = stored(s.init.value, type, b.c);
  if (b.out?.id === s.sym.id) return fill(b.c.names.of(s.sym), dims, type, value, b);
  const array: CppDeclare = { kind: "declare", qualifiers: [], type, name: declare(s.sym, type, b.c), dims };
  const zeroed: CppDeclare = { ...array, init: { kind: "list", items: [] } };
  return isZero(value) && type.kind !== "wide"
    ? [zeroed]
    : [array, ...fill(array.name, dims, type, value, b)];
}

function isZero(value: CppExpr): boolean {
  return value.kind === "literal" && ["0", "0.0", "0.0f", "false"].includes(value.text);
}

/** Row-major values as lists in lists. */
function nested(values: readonly CppExpr[], dims: readonly number[]): CppExpr {
  if (dims.length <= 1) return { kind: "list", items: values };
  const [count = 1, ...inner] = dims;
  const size = values.length / count;
  const rows = Array.from({ length: count }, (_, i) => nested(values.slice(i * size, (i + 1) * size), inner));
  return { kind: "list", items: rows };
}

/** Loops that set every element to `value`. */
function fill(array: string, dims: readonly number[], type: CppType, value: CppExpr, b: Body): readonly CppStmt[] {
  return b.c.names.block(() => {
    const isShort = isSimple(value);
    const item = isShort ? value : name(b.c.names.fresh("fill"));
    const counters = dims.map((_, d) => b.c.names.fresh(`i${d}`));
    const target: CppExpr = { kind: "subscript", base: array, index: counters.map(name) };
    const innermost: CppStmt = { kind: "assign", target, value: item };
    const loops = counters.reduceRight<CppStmt>((inner, counter, d) => ({
      kind: "for", type: plainInt, name: counter, from: literal("0"), step: 1n,
      cond: infix("<", name(counter), literal(String(dims[d]))), body: [inner],
    }), innermost);
    if (isShort || item.kind !== "name") return [loops];
    const once: CppStmt = { kind: "declare", qualifiers: ["const"], type, name: item.name, dims: [], init: value };
    return [{ kind: "block", body: [once, loops] }];
  });
}

// ---- assignments ------------------------------------------------------------------------------------------------------

const compound: ReadonlySet<InfixOp> = new Set(["+", "-", "*", "/", "%", "<<", ">>", "&", "|", "^"]);

/** `x = x + e` is written `x += e`: C++ gives both the same meaning. */
function assignment(target: CppExpr, value: CppExpr): CppAssign {
  if (value.kind === "infix" && compound.has(value.op) && sameExpr(value.left, target)) {
    return { kind: "assign", target, op: value.op, value: value.right };
  }
  return { kind: "assign", target, value };
}

function lowerAssign(s: Assign, b: Body): CppAssign {
  return assignment(name(b.c.names.of(s.sym)), stored(s.value, typeOf(s.sym, b.c), b.c));
}

function lowerStore(s: Store, b: Body): CppAssign {
  return assignment(element(s, b.c), stored(s.value, typeOf(s.tensor, b.c), b.c));
}

/** An update that a `for` header can hold. */
export function lowerUpdate(s: Stmt, b: Body): CppAssign | undefined {
  if (s.kind === "assign") return lowerAssign(s, b);
  return s.kind === "store" ? lowerStore(s, b) : undefined;
}

// ---- the rest ---------------------------------------------------------------------------------------------------------

function lowerIf(s: If, b: Body): CppStmt {
  return { kind: "if", cond: condition(s.cond, b.c), then: lowerBlock(s.then, b), else: lowerBlock(s.else, b) };
}

function lowerCallStmt(s: CallStmt, b: Body): readonly CppStmt[] {
  const { result } = s;
  const callee = functionNamed(s.callee, b.c);
  const statement = (more: readonly CppExpr[]): CppStmt => ({ kind: "expr", expr: callExpr(s, b.c, more) });
  if (callee.result?.kind === "tensor") return lowerTensorCall(s, callee.result, statement, b);
  if (result === undefined || result.type.kind === "tensor") return [statement([])];
  return [declaration(result.sym, declaredType(result.type), callExpr(s, b.c), !b.assigned.has(result.sym.id), b.c)];
}

/** The caller provides the tensor that the callee fills. */
function lowerTensorCall(
  s: CallStmt, type: TensorType, statement: (more: readonly CppExpr[]) => CppStmt, b: Body,
): readonly CppStmt[] {
  const sym = s.result?.sym;
  if (sym !== undefined && b.out?.id === sym.id) return [statement([name(b.c.names.of(sym))])];
  const element = declaredType(type.element);
  const target = sym === undefined ? b.c.names.fresh("unused") : declare(sym, element, b.c);
  noteType(element, b.c);
  const array: CppStmt = { kind: "declare", qualifiers: [], type: element, name: target, dims: type.shape };
  return [array, statement([name(target)])];
}

function lowerReturn(s: Return, b: Body): readonly CppStmt[] {
  if (s.value === undefined) return [{ kind: "return" }];
  if (s.value.kind !== "ref") return [{ kind: "return", value: stored(s.value, declaredType(s.value.type), b.c) }];
  if (b.out?.id === s.value.sym.id) return [{ kind: "return" }];
  if (b.outName === undefined || b.result?.kind !== "tensor") throw new Error("a tensor is returned where none is declared");
  return [...copy(b.outName, b.c.names.of(s.value.sym), b.result.shape, b), { kind: "return" }];
}

function copy(to: string, from: string, dims: readonly number[], b: Body): readonly CppStmt[] {
  return b.c.names.block(() => {
    const counters = dims.map((_, d) => b.c.names.fresh(`i${d}`));
    const at = (base: string): CppExpr => ({ kind: "subscript", base, index: counters.map(name) });
    const innermost: CppStmt = { kind: "assign", target: at(to), value: at(from) };
    return [counters.reduceRight<CppStmt>((inner, counter, d) => ({
      kind: "for", type: plainInt, name: counter, from: literal("0"), step: 1n,
      cond: infix("<", name(counter), literal(String(dims[d]))), body: [inner],
    }), innermost)];
  });
}
