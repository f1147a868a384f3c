/** Lowers what is done with streams. A block travels as one vector, which is copied to and from the array. */
import type { Const, Get, Probe, Put, Sym } from "../../ir/ir.js";
import { leavesOf, type ScalarType, type TensorType, type ValueType } from "../../ir/types.js";
import { copyVector, filledArray } from "./arrays.js";
import { noteType, typeOf } from "./context.js";
import { memoryDirectives } from "./directives.js";
import { declaration, declare, type Body } from "./statements.js";
import { storedValue } from "./stored.js";
import { declaredType, tokenType } from "./structs.js";
import { method, name, prefix, type CppDeclare, type CppExpr, type CppStmt } from "./tree.js";
import { boolean } from "./types.js";

export function lowerPut(s: Put, b: Body): readonly CppStmt[] {
  const { value, stream, ok } = s;
  if (value.kind !== "ref") return [transfer("write", stream, storedValue(value, elementType(stream, b), b.c), ok, b)];
  const type = b.c.irTypes.get(value.sym.id);
  if (type?.kind !== "tensor") throw new Error(`${value.sym.name} is no tensor`);
  const block = vector("block", type, undefined, b);
  return [
    block, copyVector("into", block.name, b.c.names.of(value.sym), type.shape, b),
    transfer("write", stream, name(block.name), ok, b),
  ];
}

/** What a stream is declared to carry. */
function elementType(stream: Sym, b: Body): ReturnType<typeof tokenType> {
  const t = typeOf(stream, b.c);
  return t.kind === "stream" ? t.element : t;
}

/** A write, or a read into `value`: one that waits, or one that sets `ok`. */
function transfer(what: "write" | "read", stream: Sym, value: CppExpr, ok: Sym | undefined, b: Body): CppStmt {
  const { write, read, tryWrite, tryRead } = b.c.dialect.streamMethods;
  const [waits, tries] = what === "write" ? [write, tryWrite] : [read, tryRead];
  const expr = method(name(b.c.names.of(stream)), ok === undefined ? waits : tries, [value]);
  return ok === undefined ? { kind: "expr", expr } : declaration(ok, boolean, expr, true, b.c);
}

/** A variable that holds all elements of `type`. */
function vector(base: string, type: TensorType, init: CppExpr | undefined, b: Body): CppDeclare {
  const variable = b.c.names.fresh(base);
  const whole = { kind: "declare", type: noteType(tokenType(type, b.c), b.c), name: variable, dims: [] } as const;
  return init === undefined ? { ...whole, qualifiers: [] } : { ...whole, qualifiers: ["const"], init };
}

export function lowerGet(s: Get, b: Body): readonly CppStmt[] {
  const { type, ok } = s;
  if (type.kind === "tensor") return ok === undefined ? getBlock(s, type, b) : tryGetBlock(s, type, ok, b);
  const own = declaredType(type, b.c);
  if (ok === undefined) return [declaration(s.sym, own, readFrom(s, b), !b.assigned.has(s.sym.id), b.c)];
  const zero = storedValue(zeroOf(type, s), own, b.c);
  const declared: CppDeclare = { kind: "declare", qualifiers: [], type: own, name: declare(s.sym, own, b.c), dims: [] };
  const target = name(declared.name);
  b.c.constants.delete(declared.name);
  return [
    declared, transfer("read", s.stream, target, ok, b),
    // What hardware reads from an empty stream is not defined.
    { kind: "if", cond: prefix("!", name(b.c.names.of(ok))), then: [{ kind: "assign", target, value: zero }], else: [] },
  ];
}

function readFrom(s: Get, b: Body): CppExpr {
  return method(name(b.c.names.of(s.stream)), b.c.dialect.streamMethods.read);
}

function getBlock(s: Get, type: TensorType, b: Body): readonly CppStmt[] {
  const block = vector("block", type, readFrom(s, b), b);
  const array = arrayFor(s, type, b);
  const memory = memoryDirectives(array.name, b.memories.get(s.sym.id), "ram");
  return [block, array, ...memory, copyVector("out of", block.name, array.name, type.shape, b)];
}

function tryGetBlock(s: Get, type: TensorType, ok: Sym, b: Body): readonly CppStmt[] {
  const block = vector("block", type, undefined, b);
  const attempt = transfer("read", s.stream, name(block.name), ok, b);
  const array = arrayFor(s, type, b);
  const zero = storedValue(zeroOf(type.element, s), array.type, b.c);
  const memory = memoryDirectives(array.name, b.memories.get(s.sym.id), "ram");
  const fill = copyVector("out of", block.name, array.name, type.shape, b);
  return [
    block, attempt, ...filledArray(array, type.element, zero, memory, b),
    { kind: "if", cond: name(b.c.names.of(ok)), then: [fill], else: [] },
  ];
}

function arrayFor(s: Get, { element, shape }: TensorType, b: Body): CppDeclare {
  const type = declaredType(element, b.c);
  return { kind: "declare", qualifiers: [], type, name: declare(s.sym, type, b.c), dims: shape };
}

/** What a read that finds nothing gives. */
function zeroOf(t: ValueType, { span }: Get): Parameters<typeof storedValue>[0] {
  if (t.kind !== "struct") return zeroConst(t, span);
  return { kind: "aggregate", type: t, leaves: leavesOf(t).map((leaf) => zeroConst(leaf.type, span)), span };
}

function zeroConst(type: ScalarType, span: Get["span"]): Const {
  const value = type.kind === "bool" ? false : type.kind === "float" ? 0 : 0n;
  return { kind: "const", type, value, span };
}

export function lowerProbe(s: Probe, b: Body): CppStmt {
  const asks = method(name(b.c.names.of(s.stream)), b.c.dialect.streamMethods[s.asks]);
  return declaration(s.sym, boolean, asks, true, b.c);
}
