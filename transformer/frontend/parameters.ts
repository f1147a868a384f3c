/** The parameters of a function instance, and what their names mean in its body. */
import type * as TS from "typescript";
import { shapes as shapeKinds } from "../../lib/diagnostics/catalogue/shapes.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { field } from "../../lib/ir/build.js";
import type { Param, Sym } from "../../lib/ir/ir.js";
import { index, isScalar, leavesOf, typeName, type ScalarType, type StreamType, type StructType, type Type } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { partOf, placesIn, type ArgShape, type Layout, type StreamsShape } from "./arguments.js";
import { bind, freshSym, nodeSpan, refuse, type Scope } from "./context.js";
import { declareName } from "./declarations.js";
import { laidOut } from "./layouts.js";
import { matchPattern } from "./patterns.js";
import type { CompiledNode } from "./recursion.js";
import { listedStreams } from "./stream-arrays.js";
import { declareStruct, structVariable } from "./structs.js";
import { assigns } from "./syntax.js";
import { readType } from "./types.js";
import { wholeTensor, type TensorValue } from "./value.js";

/** What declares a parameter: of a region that is a class, a field. */
export type ParameterNode = TS.ParameterDeclaration | TS.PropertyDeclaration;

/** The parameters of a function, and of a class those fields that have no initialiser. */
export function parametersOf(node: CompiledNode): readonly ParameterNode[] {
  if (!ts.isClassDeclaration(node)) return node.parameters;
  return node.members.filter((m) => ts.isPropertyDeclaration(m)).filter((m) => m.initializer === undefined);
}

/** Binds the parameters `nodes`; `undefined` when one was refused. */
export function bindParameters(scope: Scope, nodes: readonly ParameterNode[], args: readonly ArgShape[]): readonly Param[] | undefined {
  /** The memories that earlier parameters passed, by the argument that did. */
  const memories = new Map<number, Sym>();
  const params = nodes.map((p, i) => bindParameter(scope, p, args[i], i, memories));
  const known = params.filter((p) => p !== undefined);
  return known.length === params.length ? known.flat() : undefined;
}

function bindParameter(
  scope: Scope, p: ParameterNode, arg: ArgShape | undefined, position: number, memories: Map<number, Sym>,
): readonly Param[] | undefined {
  if (arg?.constant !== undefined) return bindConstant(scope, p, arg.constant);
  if (arg?.streams !== undefined) return bindStreams(scope, p, arg.streams);
  const type = parameterType(scope, p, arg?.type);
  if (type === undefined) return undefined;
  if (ts.isObjectBindingPattern(p.name) || ts.isArrayBindingPattern(p.name)) return bindPattern(scope, p, p.name, type);
  const symbol = scope.unit.checker.getSymbolAtLocation(p.name);
  if (symbol === undefined) return undefined;
  const sym = freshSym(scope.unit, p.name.getText());
  const param: Param = { sym, type, span: nodeSpan(scope, p) };
  if (arg?.layout !== undefined) return bindPart(scope, p, param, arg.layout, position, memories);
  return bindWhole(scope, p, symbol, param) ? [param] : undefined;
}

/** False after reporting why not. */
function bindWhole(scope: Scope, p: ParameterNode, symbol: TS.Symbol, { sym, type }: Param): boolean {
  if (isScalar(type)) bindScalar(scope, p, symbol, sym, type);
  else if (type.kind === "struct") bindStruct(scope, p, symbol, sym, type);
  else if (type.kind === "stream") bind(scope, symbol, { kind: "stream", sym, type });
  else return bindTensor(scope, p, wholeTensor(sym, type));
  return true;
}

/** The tensor, or what the kernel sees of it; false after reporting what is wrong with the layout. */
function bindTensor(scope: Scope, p: ParameterNode, whole: TensorValue): boolean {
  const symbol = scope.unit.checker.getSymbolAtLocation(p.name);
  const tensor = laidOut(scope, p, whole);
  if (tensor !== undefined && symbol !== undefined) bind(scope, symbol, { kind: "tensor", tensor });
  return tensor !== undefined;
}

/** A value that is the same in every call of the instance: no parameter in hardware. */
function bindConstant(scope: Scope, p: ParameterNode, value: bigint): readonly Param[] {
  const symbol = scope.unit.checker.getSymbolAtLocation(p.name);
  if (symbol !== undefined) bind(scope, symbol, { kind: "constant", value: { kind: "int", value } });
  return [];
}

/** One parameter for each stream of an array. */
function bindStreams(scope: Scope, p: ParameterNode, { shape, types }: StreamsShape): readonly Param[] | undefined {
  const symbol = ts.isIdentifier(p.name) ? scope.unit.checker.getSymbolAtLocation(p.name) : undefined;
  if (symbol === undefined) return refuse(scope, p.name, shapeKinds.notATuple, ["an array of streams", 1, 0]);
  const span = nodeSpan(scope, p);
  const params = types.map((type, i): Param & { readonly type: StreamType } => ({ sym: freshSym(scope.unit, `${symbol.name}_${i}`), type, span }));
  const streams = params.map(({ sym, type }) => ({ kind: "stream", sym, type }) as const);
  bind(scope, symbol, { kind: "streams", streams: listedStreams(scope, symbol.name, streams, shape) });
  return params;
}

/** The memory (unless another argument passes it) and the subscripts that place the part. */
function bindPart(
  scope: Scope, p: ParameterNode, param: Param, layout: Layout, position: number, memories: Map<number, Sym>,
): readonly Param[] | undefined {
  const memory = memories.get(layout.owner) ?? param.sym;
  memories.set(position, memory);
  const { span } = param;
  const places = Array.from({ length: placesIn(layout) }, (_, i) => freshSym(scope.unit, `${param.sym.name}_at${i}`));
  if (!bindTensor(scope, p, partOf(memory, layout, places))) return undefined;
  const own: readonly Param[] = memory === param.sym ? [{ ...param, type: layout.memory }] : [];
  return [...own, ...places.map((sym): Param => ({ sym, type: index, span }))];
}

/** `{ x, y }: Point`: one parameter, whose fields get names. */
function bindPattern(scope: Scope, p: ParameterNode, pattern: TS.BindingPattern, type: Type): readonly Param[] | undefined {
  if (type.kind !== "struct") return refuse(scope, pattern, shapeKinds.notATuple, [typeName(type), 1, 0]);
  const sym = freshSym(scope.unit, "fields");
  const bound = matchPattern(scope, pattern, structVariable(sym, type, scope, p));
  for (const b of bound ?? []) declareName(scope, { name: b.name, at: b.node, isConst: true, type: undefined }, b.value);
  return bound === undefined ? undefined : [{ sym, type, span: nodeSpan(scope, p) }];
}

/** A parameter that the body assigns lives on in a variable; in the IR parameters themselves never change. */
function bindScalar(scope: Scope, p: ParameterNode, symbol: TS.Symbol, param: Sym, type: ScalarType): void {
  const mutable = assigns(scope, symbol, p.parent);
  const sym = mutable ? freshSym(scope.unit, param.name) : param;
  bind(scope, symbol, { kind: "scalar", sym, type, mutable, exact: false });
  if (!mutable) return;
  const span = nodeSpan(scope, p);
  scope.block.push({ kind: "let", sym, type, mutable, init: { kind: "var", sym: param, type, span }, span });
}

function bindStruct(scope: Scope, p: ParameterNode, symbol: TS.Symbol, sym: Sym, type: StructType): void {
  const value = structVariable(sym, type, scope, p);
  if (!assigns(scope, symbol, p.parent)) {
    bind(scope, symbol, { kind: "value", value });
    return;
  }
  const leaves = leavesOf(type).map((l) => field(sym, type, l.path, nodeSpan(scope, p)));
  bind(scope, symbol, declareStruct(scope, p, sym.name, type, leaves, true));
}

function parameterType(scope: Scope, p: ParameterNode, argType: Type | undefined): Type | undefined {
  if (p.type === undefined && argType === undefined)
    return refuse(scope, p, typeKinds.parameterNeedsType, [p.name.getText()]);
  const reading = readType(scope, scope.unit.checker.getTypeAtLocation(p));
  if (reading.kind === "type" && reading.type.kind !== "stream") return reading.type;
  if (reading.kind === "problem" && p.type !== undefined)
    return refuse(scope, p.type, typeKinds.notHardwareType, [reading.message]);
  return argType ?? refuse(scope, p, typeKinds.parameterNeedsType, [p.name.getText()]);
}
