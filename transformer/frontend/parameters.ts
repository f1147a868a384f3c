/** The parameters of a function instance, and what their names mean in its body. */
import type * as TS from "typescript";
import { shapes as shapeKinds } from "../../lib/diagnostics/catalogue/shapes.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { field } from "../../lib/ir/build.js";
import type { Param, Sym } from "../../lib/ir/ir.js";
import { index, isScalar, leavesOf, typeName, type ScalarType, type StructType, type Type } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { partOf, placesIn, type ArgShape, type Layout } from "./arguments.js";
import { bind, freshSym, nodeSpan, refuse, type Scope } from "./context.js";
import { declareName } from "./declarations.js";
import { matchPattern } from "./patterns.js";
import type { FunctionNode } from "./recursion.js";
import { declareStruct, structVariable } from "./structs.js";
import { assigns } from "./syntax.js";
import { readType } from "./types.js";
import { wholeTensor } from "./value.js";

/** Binds the parameters of `node`; `undefined` when one was refused. */
export function bindParameters(scope: Scope, node: FunctionNode, args: readonly ArgShape[]): readonly Param[] | undefined {
  /** The memories that earlier parameters passed, by the argument that did. */
  const memories = new Map<number, Sym>();
  const params = node.parameters.map((p, i) => bindParameter(scope, p, args[i], i, memories));
  const known = params.filter((p) => p !== undefined);
  return known.length === params.length ? known.flat() : undefined;
}

function bindParameter(
  scope: Scope, p: TS.ParameterDeclaration, arg: ArgShape | undefined, position: number, memories: Map<number, Sym>,
): readonly Param[] | undefined {
  if (arg?.constant !== undefined) return bindConstant(scope, p, arg.constant);
  const type = parameterType(scope, p, arg?.type);
  if (type === undefined) return undefined;
  if (!ts.isIdentifier(p.name)) return bindPattern(scope, p, p.name, type);
  const symbol = scope.unit.checker.getSymbolAtLocation(p.name);
  if (symbol === undefined) return undefined;
  const sym = freshSym(scope.unit, p.name.text);
  const param: Param = { sym, type, span: nodeSpan(scope, p) };
  if (isScalar(type)) bindScalar(scope, p, symbol, sym, type);
  else if (type.kind === "struct") bindStruct(scope, p, symbol, sym, type);
  else if (type.kind === "stream") bind(scope, symbol, { kind: "stream", sym, type });
  else if (arg?.layout === undefined) bind(scope, symbol, { kind: "tensor", tensor: wholeTensor(sym, type) });
  else return bindPart(scope, param, symbol, arg.layout, position, memories);
  return [param];
}

/** A value that is the same in every call of the instance: no parameter in hardware. */
function bindConstant(scope: Scope, p: TS.ParameterDeclaration, value: bigint): readonly Param[] {
  const symbol = scope.unit.checker.getSymbolAtLocation(p.name);
  if (symbol !== undefined) bind(scope, symbol, { kind: "constant", value: { kind: "int", value } });
  return [];
}

/** The memory (unless another argument passes it) and the subscripts that place the part. */
function bindPart(
  scope: Scope, param: Param, symbol: TS.Symbol, layout: Layout, position: number, memories: Map<number, Sym>,
): readonly Param[] {
  const memory = memories.get(layout.owner) ?? param.sym;
  memories.set(position, memory);
  const { span } = param;
  const places = Array.from({ length: placesIn(layout) }, (_, i) => freshSym(scope.unit, `${param.sym.name}_at${i}`));
  bind(scope, symbol, { kind: "tensor", tensor: partOf(memory, layout, places) });
  const own: readonly Param[] = memory === param.sym ? [{ ...param, type: layout.memory }] : [];
  return [...own, ...places.map((sym): Param => ({ sym, type: index, span }))];
}

/** `{ x, y }: Point`: one parameter, whose fields get names. */
function bindPattern(scope: Scope, p: TS.ParameterDeclaration, pattern: TS.BindingPattern, type: Type): readonly Param[] | undefined {
  if (type.kind !== "struct") return refuse(scope, pattern, shapeKinds.notATuple, [typeName(type), 1, 0]);
  const sym = freshSym(scope.unit, "fields");
  const bound = matchPattern(scope, pattern, structVariable(sym, type, scope, p));
  for (const b of bound ?? []) declareName(scope, { name: b.name, at: b.node, isConst: true, type: undefined }, b.value);
  return bound === undefined ? undefined : [{ sym, type, span: nodeSpan(scope, p) }];
}

/** A parameter that the body assigns lives on in a variable; in the IR parameters themselves never change. */
function bindScalar(scope: Scope, p: TS.ParameterDeclaration, symbol: TS.Symbol, param: Sym, type: ScalarType): void {
  const mutable = assigns(scope, symbol, p.parent);
  const sym = mutable ? freshSym(scope.unit, param.name) : param;
  bind(scope, symbol, { kind: "scalar", sym, type, mutable, exact: false });
  if (!mutable) return;
  const span = nodeSpan(scope, p);
  scope.block.push({ kind: "let", sym, type, mutable, init: { kind: "var", sym: param, type, span }, span });
}

function bindStruct(scope: Scope, p: TS.ParameterDeclaration, symbol: TS.Symbol, sym: Sym, type: StructType): void {
  const value = structVariable(sym, type, scope, p);
  if (!assigns(scope, symbol, p.parent)) {
    bind(scope, symbol, { kind: "value", value });
    return;
  }
  const leaves = leavesOf(type).map((l) => field(sym, type, l.path, nodeSpan(scope, p)));
  bind(scope, symbol, declareStruct(scope, p, sym.name, type, leaves, true));
}

function parameterType(scope: Scope, p: TS.ParameterDeclaration, argType: Type | undefined): Type | undefined {
  if (p.type === undefined && argType === undefined)
    return refuse(scope, p, typeKinds.parameterNeedsType, [p.name.getText()]);
  const reading = readType(scope, scope.unit.checker.getTypeAtLocation(p));
  if (reading.kind === "type" && reading.type.kind !== "stream") return reading.type;
  if (reading.kind === "problem" && p.type !== undefined)
    return refuse(scope, p.type, typeKinds.notHardwareType, [reading.message]);
  return argType ?? refuse(scope, p, typeKinds.parameterNeedsType, [p.name.getText()]);
}
