/** The arguments of a call of the user's functions: read, fitted to the parameters, and passed. */
import type * as TS from "typescript";
import { dataflow as dataflowKinds } from "../../lib/diagnostics/catalogue/dataflow.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { writtenTensors } from "../../lib/analysis/purity.js";
import { field, ref } from "../../lib/ir/build.js";
import type { Arg, Func, RefArg, Sym } from "../../lib/ir/ir.js";
import { ts } from "../ts.js";
import { isScalar, isValueType, leavesOf, sameShape, sameType, typeName, type StreamType, type TensorType, type Type } from "../../lib/ir/types.js";
import { allocated } from "./alloc.js";
import type { ArgShape } from "./arguments.js";
import { nameIn } from "./captures.js";
import { freshSym, nodeSpan, refuse, type FuncInstance, type Scope } from "./context.js";
import { parametersOf } from "./parameters.js";
import { lowerExpression, type CompiledNode } from "./recursion.js";
import { listedStreams, streamGroup, streamsIn } from "./stream-arrays.js";
import { valueAs } from "./structs.js";
import { functionName } from "./syntax.js";
import { tableTensor } from "./tables.js";
import type { TypeReading } from "./types.js";
import { describeValue, letType, type StreamValue, type TensorValue, type Value } from "./value.js";
import { asIndex } from "./views.js";

/** A call of the user's code. */
export interface UserCall {
  readonly node: TS.CallExpression;
  readonly target: CompiledNode;
  /** The arguments for the target's parameters. */
  readonly nodes: readonly TS.Expression[];
}

export function lowerArguments(scope: Scope, { node, target, nodes }: UserCall): readonly Value[] | undefined {
  const params = parametersOf(target);
  const optional = params.find(
    (p) => p.initializer !== undefined || p.questionToken !== undefined || (ts.isParameter(p) && p.dotDotDotToken !== undefined),
  );
  if (optional !== undefined) return refuse(scope, optional, kinds.optionalParameter, [optional.name.getText()]);
  if (nodes.length !== params.length) return refuse(scope, node, kinds.argumentCount, [functionName(target), params.length, nodes.length]);
  const args = nodes.map((a) => lowerExpression(scope, a));
  const known = args.filter((a) => a !== undefined);
  return known.length === args.length ? known : undefined;
}

/** The type an argument brings along, for parameters that leave theirs open. */
export function valueType(v: Value): Type | undefined {
  switch (v.kind) {
    case "scalar":
      return v.expr.type;
    case "literal":
    case "placed":
      return letType(v.value);
    case "tensor":
      return { ...v.type, shape: v.dims.flatMap((d) => (d.kind === "range" ? [d.extent] : [])) };
    case "struct":
    case "stream":
      return v.type;
    case "streams":
    case "object":
    case "tuple":
    case "table":
    case "constant":
      return undefined;
  }
}

/** Tensors of the types that the parameters declare; constant arrays become tensors where one is wanted. */
export function fitParameters(
  scope: Scope, { node, target, nodes }: UserCall, args: readonly Value[],
  read: (type: TS.Type) => TypeReading,
): readonly Value[] | undefined {
  const params = parametersOf(target);
  const fitted = args.map((v, i) => {
    const [at, param] = [nodes[i] ?? node, params[i]];
    const reading = param?.type === undefined ? undefined : read(scope.unit.checker.getTypeFromTypeNode(param.type));
    const stream = fitToStreams(scope, at, v, reading);
    if (stream !== "other") return stream;
    return reading?.kind === "type" && reading.type.kind === "tensor" ? fitTensor(scope, at, v, reading.type) : v;
  });
  const known = fitted.filter((v) => v !== undefined);
  return known.length === fitted.length ? known : undefined;
}

function fitTensor(scope: Scope, at: TS.Node, v: Value, wanted: TensorType): Value | undefined {
  const made = asTensor(scope, at, v, wanted);
  const got = made === undefined ? undefined : valueType(made);
  if (made === undefined || (got !== undefined && sameType(got, wanted))) return made;
  return refuse(scope, at, typeKinds.argumentType, [typeName(wanted), describeValue(v)]);
}

/** `v` for a parameter that declares a stream or an array of them; "other" when neither of both is one. */
export function fitToStreams(scope: Scope, at: TS.Node, v: Value, reading: TypeReading | undefined): Value | undefined | "other" {
  if (reading?.kind === "streams") return fitStreams(scope, at, v, reading.type, reading.shape);
  const wanted = reading?.kind === "type" ? reading.type : undefined;
  if (wanted?.kind === "stream") return fitStream(scope, at, v, wanted);
  const isStream = v.kind === "streams" || v.kind === "stream";
  if (!isStream || reading === undefined) return "other";
  return refuse(scope, at, typeKinds.argumentType, [wanted === undefined ? "a value" : typeName(wanted), describeValue(v)]);
}

/** A stream of the tokens that the parameter declares. */
function fitStream(scope: Scope, at: TS.Node, v: Value, wanted: StreamType): Value | undefined {
  if (v.kind === "stream" && sameType(v.type, wanted)) return v;
  if (v.kind === "streams" && v.shape.length === 0) return refuse(scope, at, dataflowKinds.openStream, [at.getText()]);
  return refuse(scope, at, typeKinds.argumentType, [`Stream<${typeName(wanted.element)}>`, describeValue(v)]);
}

/** An array of streams, or a list of them, of the shape that the parameter declares. */
function fitStreams(scope: Scope, at: TS.Node, v: Value, wanted: StreamType, shape: readonly number[]): Value | undefined {
  const group = streamGroup(scope, at, v, "this parameter");
  if (group === undefined) return undefined;
  if (sameShape(group.shape, shape) && group.streams.every((s) => sameType(s.type, wanted))) {
    return listedStreams(scope, at.getText(), group.streams, shape);
  }
  const expected = `StreamArray<${typeName(wanted.element)}, [${shape.join(", ")}]>`;
  const got = `StreamArray<${typeName(group.type.element)}, [${group.shape.join(", ")}]>`;
  return refuse(scope, at, typeKinds.argumentType, [expected, got]);
}

/** A constant array, or a scalar where one element will do, as a tensor. */
function asTensor(scope: Scope, at: TS.Node, v: Value, wanted: TensorType): Value | undefined {
  const { element } = wanted;
  if (v.kind === "table" && isScalar(element)) return tableTensor(scope, at, v, element);
  if ((v.kind !== "scalar" && v.kind !== "literal" && v.kind !== "placed") || wanted.shape.join() !== "1") return v;
  const value = valueAs(scope, at, v, element);
  return value === undefined ? undefined : allocated(scope, at, freshSym(scope.unit, "scalar"), wanted, value);
}

/** A call that is being lowered: the instance it runs, and the function in which that was declared, if any. */
export interface Calling {
  readonly node: TS.Node;
  readonly nodes: readonly TS.Node[];
  readonly instance: FuncInstance;
  readonly callee: Func;
  readonly outer: Scope | undefined;
  readonly args: readonly Value[];
  readonly shapes: readonly ArgShape[];
}

/** Arguments in the form the callee's parameters take, captured names last. */
export function passArguments(scope: Scope, calling: Calling): readonly Arg[] | undefined {
  const { node, instance, callee, outer } = calling;
  const given = passGiven(scope, calling);
  if (given === undefined) return undefined;
  const span = nodeSpan(scope, node);
  const captured = instance.captures.map((c) => passCaptured(nameIn(scope, outer, c.outer, c.param.type, undefined, c.at).sym, c.param.type, span));
  const passed = [...given, ...captured];
  return checkAliases(scope, node, passed) && checkWrites(scope, node, passed, callee) ? passed : undefined;
}

/** The arguments for those parameters that the callee declares. */
export function passGiven(scope: Scope, { node, nodes, callee, args, shapes }: Calling): readonly PassedArg[] | undefined {
  const passed: PassedArg[] = [];
  for (const [i, value] of args.entries()) {
    if (shapes[i]?.constant !== undefined) continue;
    const at = nodes[i] ?? node;
    const made = value.kind === "tensor" ? passTensor(scope, at, value, shapes[i], i)
      : value.kind === "streams" ? streamsIn(scope, at, value)?.map((s) => streamRef(scope, at, s))
      : passValue(scope, at, value, callee.params[passed.length]?.type);
    if (made === undefined) return undefined;
    passed.push(...made);
  }
  return passed;
}

function passCaptured(sym: Sym, type: Type, span: Func["span"]): Arg {
  if (isScalar(type)) return { kind: "var", sym, type, span };
  if (type.kind !== "struct") return ref(sym, span);
  return { kind: "aggregate", type, leaves: leavesOf(type).map((l) => field(sym, type, l.path, span)), span };
}

/** The memory, unless an earlier argument passes it, and the subscripts that place a part. */
function passTensor(scope: Scope, at: TS.Node, v: TensorValue, shape: ArgShape | undefined, position: number): readonly PassedArg[] {
  const memory = ref(v.sym, nodeSpan(scope, at));
  const layout = shape?.layout;
  if (layout === undefined) return [memory];
  const places = v.dims.flatMap((d, i): readonly PassedArg[] => {
    const extent = v.type.shape[i] ?? 1;
    if (d.kind === "at") return [asIndex(d.at, extent)];
    return d.from === undefined ? [] : [asIndex(d.from, extent, d.extent)];
  });
  return layout.owner === position ? [memory, ...places] : places;
}

/** A stream that is passed; in a region it may be one of an array. */
export interface StreamRef extends RefArg {
  readonly index?: readonly number[];
}

export type PassedArg = Exclude<Arg, RefArg> | StreamRef;

function streamRef(scope: Scope, at: TS.Node, { sym, index }: StreamValue): StreamRef {
  const plain = ref(sym, nodeSpan(scope, at));
  return index === undefined ? plain : { ...plain, index };
}

function passValue(scope: Scope, at: TS.Node, value: Value, type: Type | undefined): readonly PassedArg[] | undefined {
  if (type === undefined) return undefined;
  if (value.kind === "stream" && sameType(value.type, type)) return [streamRef(scope, at, value)];
  if (!isValueType(type)) return refuse(scope, at, typeKinds.argumentType, [typeName(type), describeValue(value)]);
  const passed = valueAs(scope, at, value, type);
  return passed === undefined ? undefined : [passed];
}

/** Streams never alias, nor does a captured tensor with one that is passed. */
function checkAliases(scope: Scope, node: TS.Node, args: readonly Arg[]): boolean {
  const refs = args.flatMap((a) => (a.kind === "ref" ? [a.sym] : []));
  const twice = refs.find((sym, i) => refs.findIndex((s) => s.id === sym.id) !== i);
  if (twice === undefined) return true;
  refuse(scope, node, kinds.aliasedArgument, [twice.name]);
  return false;
}

/** Constant tables may only be read. */
function checkWrites(scope: Scope, node: TS.Node, args: readonly Arg[], callee: Func): boolean {
  const written = writtenParameters(scope, callee);
  const table = args.find((a, i) => a.kind === "ref" && scope.readOnly.has(a.sym.id) && written.has(callee.params[i]?.sym.id ?? NaN));
  if (table?.kind !== "ref") return true;
  refuse(scope, node, kinds.constantTable, [table.sym.name]);
  return false;
}

function writtenParameters(scope: Scope, callee: Func): ReadonlySet<number> {
  return writtenTensors(callee, { functions: scope.unit.functions, top: callee });
}
