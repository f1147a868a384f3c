/** Lowers statements other than loops. */
import type { Assign, If, Let, MemoryDirectives, Stmt, Store, Sym } from "../../ir/ir.js";
import { lowerAlloc } from "./arrays.js";
import { isConstantExpr } from "./constants.js";
import { noteType, typeOf, type FuncContext } from "./context.js";
import { condition, element } from "./expressions.js";
import { jump, lowerFor, lowerWhile, type Loops } from "./loops.js";
import { lowerAssert, lowerPrint } from "./messages.js";
import { lowerCallStmt, lowerReturn, type Out } from "./results.js";
import { stored } from "./stored.js";
import { lowerGet, lowerProbe, lowerPut } from "./streams.js";
import { lowerSwitch } from "./switches.js";
import {
  name, sameExpr, type CppAssign, type CppDeclare, type CppExpr, type CppStmt, type CppType, type InfixOp,
} from "./tree.js";
import { constType, scalarType } from "./types.js";

/** What statements of one function need to know about it. */
export interface Body {
  readonly c: FuncContext;
  /** The results that are parameters. */
  readonly outs: readonly Out[];
  /** Ids of scalars that are assigned after their declaration. */
  readonly assigned: ReadonlySet<number>;
  /** Ids of tensors that are passed to functions. */
  readonly passed: ReadonlySet<number>;
  /** What is said of tensors, by their ids. */
  readonly memories: ReadonlyMap<number, MemoryDirectives>;
  readonly comment: (s: Stmt) => readonly CppStmt[];
  readonly loops: Loops;
}

/** The statements of a block, in a block of names of its own. */
export function lowerBlock(stmts: readonly Stmt[], b: Body): readonly CppStmt[] {
  return b.c.names.block(() => lowerStmts(stmts, b));
}

export function lowerStmts(stmts: readonly Stmt[], b: Body): readonly CppStmt[] {
  return stmts.flatMap((s) => {
    b.c.widest.now = s.span;
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
    case "switch":
      return lowerSwitch(s, b);
    case "break":
    case "continue":
      return [jump(s, b)];
    case "return":
      return lowerReturn(s, b);
    case "callstmt":
      return lowerCallStmt(s, b);
    case "put":
      return lowerPut(s, b);
    case "get":
      return lowerGet(s, b);
    case "probe":
      return [lowerProbe(s, b)];
    case "print":
      return [lowerPrint(s, b.c)];
    case "assert":
      return [lowerAssert(s, b.c)];
  }
}

// ---- declarations -----------------------------------------------------------------------------------------------------

/** Gives `sym` its C++ name and type. */
export function declare(sym: Sym, type: CppType, c: FuncContext): string {
  c.types.set(sym.id, noteType(type, c));
  return c.names.declare(sym);
}

/** A variable and its value. */
export function declaration(sym: Sym, type: CppType, init: CppExpr, isConst: boolean, c: FuncContext): CppDeclare {
  const variable = declare(sym, type, c);
  if (isConst && isConstantExpr(init, c)) c.constants.add(variable);
  else c.constants.delete(variable);
  return { kind: "declare", qualifiers: isConst ? ["const"] : [], type, name: variable, dims: [], init };
}

function lowerLet(s: Let, b: Body): CppStmt {
  const isConst = !s.mutable && !b.assigned.has(s.sym.id);
  const type = isConst ? constType(s.type) : scalarType(s.type);
  return declaration(s.sym, type, stored(s.init, type, b.c), isConst, b.c);
}

// ---- assignments ------------------------------------------------------------------------------------------------------

const compound: ReadonlySet<InfixOp> = new Set(["+", "-", "*", "/", "%", "<<", ">>", "&", "|", "^"]);

/** `x = x + e` is written `x += e` where C++ gives both the same meaning. */
function assignment(target: CppExpr, value: CppExpr, type: CppType): CppAssign {
  const hasCompound = type.kind !== "float" || type.precision !== 8; // the class of bfloat16 is ours, and small
  if (hasCompound && value.kind === "infix" && compound.has(value.op) && sameExpr(value.left, target)) {
    return { kind: "assign", target, op: value.op, value: value.right };
  }
  return { kind: "assign", target, value };
}

function lowerAssign(s: Assign, b: Body): CppAssign {
  const type = typeOf(s.sym, b.c);
  return assignment(name(b.c.names.of(s.sym)), stored(s.value, type, b.c), type);
}

function lowerStore(s: Store, b: Body): CppAssign {
  const type = s.path === undefined ? typeOf(s.tensor, b.c) : scalarType(s.value.type);
  return assignment(element(s, b.c), stored(s.value, type, b.c), type);
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
