/** The arguments of a call of the user's functions: read, fitted to the parameters, and passed. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { writtenTensors } from "../../lib/analysis/purity.js";
import { field, ref } from "../../lib/ir/build.js";
import type { Arg, Func, Sym } from "../../lib/ir/ir.js";
import { isScalar, isValueType, leavesOf, sameType, typeName, type TensorType, type Type } from "../../lib/ir/types.js";
import { allocated } from "./alloc.js";
import type { ArgShape } from "./arguments.js";
import { nameIn } from "./captures.js";
import { freshSym, nodeSpan, refuse, type FuncInstance, type Scope } from "./context.js";
import { lowerExpression, type FunctionNode } from "./recursion.js";
import { valueAs } from "./structs.js";
import { functionName } from "./syntax.js";
import { tableTensor } from "./tables.js";
import type { readType } from "./types.js";
import { describeValue, letType, type TensorValue, type Value } from "./value.js";
import { asIndex } from "./views.js";

export function lowerArguments(scope: Scope, node: TS.CallExpression, target: FunctionNode): readonly Value[] | undefined {
  const optional = target.parameters.find(
    (p) => p.initializer !== undefined || p.questionToken !== undefined || p.dotDotDotToken !== undefined,
  );
  if (optional !== undefined) return refuse(scope, optional, kinds.optionalParameter, [optional.name.getText()]);
  if (node.arguments.length !== target.parameters.length) {
    return refuse(scope, node, kinds.argumentCount, [
      functionName(target),
      target.parameters.length,
      node.arguments.length,
    ]);
  }
  const args = node.arguments.map((a) => lowerExpression(scope, a));
  const known = args.filter((a) => a !== undefined);
  return known.length === args.length ? known : undefined;
}

/** The type an argument brings along, for parameters that leave theirs open. */
export function valueType(v: Value): Type | undefined {
  switch (v.kind) {
    case "scalar":
      return v.expr.type;
    case "literal":
      return letType(v.value);
    case "tensor":
      return { ...v.type, shape: v.dims.flatMap((d) => (d.kind === "range" ? [d.extent] : [])) };
    case "struct":
    case "stream":
      return v.type;
    case "object":
    case "tuple":
    case "table":
    case "constant":
      return undefined;
  }
}

/** Tensors of the types that the parameters declare; constant arrays become tensors where one is wanted. */
export function fitParameters(
  scope: Scope, node: TS.CallExpression, target: FunctionNode, args: readonly Value[],
  read: (type: TS.Type) => ReturnType<typeof readType>,
): readonly Value[] | undefined {
  const fitted = args.map((v, i) => {
    const [at, param] = [node.arguments[i] ?? node, target.parameters[i]];
    const reading = param?.type === undefined ? undefined : read(scope.unit.checker.getTypeFromTypeNode(param.type));
    const wanted = reading?.kind === "type" ? reading.type : undefined;
    if (wanted?.kind !== "tensor") return v;
    const made = asTensor(scope, at, v, wanted);
    const got = made === undefined ? undefined : valueType(made);
    if (made === undefined || (got !== undefined && sameType(got, wanted))) return made;
    return refuse(scope, at, typeKinds.argumentType, [typeName(wanted), describeValue(v)]);
  });
  const known = fitted.filter((v) => v !== undefined);
  return known.length === fitted.length ? known : undefined;
}

/** A constant array, or a scalar where one element will do, as a tensor. */
function asTensor(scope: Scope, at: TS.Node, v: Value, wanted: TensorType): Value | undefined {
  const { element } = wanted;
  if (v.kind === "table" && isScalar(element)) return tableTensor(scope, at, v, element);
  if ((v.kind !== "scalar" && v.kind !== "literal") || wanted.shape.join() !== "1") return v;
  const value = valueAs(scope, at, v, element);
  return value === undefined ? undefined : allocated(scope, at, freshSym(scope.unit, "scalar"), wanted, value);
}

/** A call that is being lowered: the instance it runs, and the function in which that was declared, if any. */
export interface Calling {
  readonly node: TS.CallExpression;
  readonly instance: FuncInstance;
  readonly callee: Func;
  readonly outer: Scope | undefined;
}

/** Arguments in the form the callee's parameters take, captured names last. */
export function passArguments(
  scope: Scope, { node, instance, callee, outer }: Calling, args: readonly Value[], shapes: readonly ArgShape[],
): readonly Arg[] | undefined {
  const passed: Arg[] = [];
  for (const [i, value] of args.entries()) {
    if (shapes[i]?.constant !== undefined) continue;
    const at = node.arguments[i] ?? node;
    const made = value.kind === "tensor"
      ? passTensor(scope, at, value, shapes[i], i)
      : passValue(scope, at, value, callee.params[passed.length]?.type);
    if (made === undefined) return undefined;
    passed.push(...made);
  }
  const span = nodeSpan(scope, node);
  for (const c of instance.captures) passed.push(passCaptured(nameIn(scope, outer, c.outer, c.param.type), c.param.type, span));
  return checkAliases(scope, node, passed) && checkWrites(scope, node, passed, callee) ? passed : undefined;
}

function passCaptured(sym: Sym, type: Type, span: Func["span"]): Arg {
  if (isScalar(type)) return { kind: "var", sym, type, span };
  if (type.kind !== "struct") return ref(sym, span);
  return { kind: "aggregate", type, leaves: leavesOf(type).map((l) => field(sym, type, l.path, span)), span };
}

/** The memory, unless an earlier argument passes it, and the subscripts that place a part. */
function passTensor(scope: Scope, at: TS.Node, v: TensorValue, shape: ArgShape | undefined, position: number): readonly Arg[] {
  const memory = ref(v.sym, nodeSpan(scope, at));
  const layout = shape?.layout;
  if (layout === undefined) return [memory];
  const places = v.dims.flatMap((d, i): readonly Arg[] => {
    const extent = v.type.shape[i] ?? 1;
    if (d.kind === "at") return [asIndex(d.at, extent)];
    return d.from === undefined ? [] : [asIndex(d.from, extent, d.extent)];
  });
  return layout.owner === position ? [memory, ...places] : places;
}

function passValue(scope: Scope, at: TS.Node, value: Value, type: Type | undefined): readonly Arg[] | undefined {
  if (type === undefined) return undefined;
  if (value.kind === "stream" && sameType(value.type, type)) return [ref(value.sym, nodeSpan(scope, at))];
  if (!isValueType(type)) return refuse(scope, at, typeKinds.argumentType, [typeName(type), describeValue(value)]);
  const passed = valueAs(scope, at, value, type);
  return passed === undefined ? undefined : [passed];
}

/** Streams never alias, nor does a captured tensor with one that is passed. */
function checkAliases(scope: Scope, node: TS.CallExpression, args: readonly Arg[]): boolean {
  const refs = args.flatMap((a) => (a.kind === "ref" ? [a.sym] : []));
  const twice = refs.find((sym, i) => refs.findIndex((s) => s.id === sym.id) !== i);
  if (twice === undefined) return true;
  refuse(scope, node, kinds.aliasedArgument, [twice.name]);
  return false;
}

/** Constant tables may only be read. */
function checkWrites(scope: Scope, node: TS.CallExpression, args: readonly Arg[], callee: Func): boolean {
  const written = writtenParameters(scope, callee);
  const table = args.find((a, i) => a.kind === "ref" && scope.readOnly.has(a.sym.id) && written.has(callee.params[i]?.sym.id ?? NaN));
  if (table?.kind !== "ref") return true;
  refuse(scope, node, kinds.constantTable, [table.sym.name]);
  return false;
}

function writtenParameters(scope: Scope, callee: Func): ReadonlySet<number> {
  return writtenTensors(callee, { functions: scope.unit.functions, top: callee });
}
