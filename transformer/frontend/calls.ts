/** Calls: casts, Math, Heddle's own functions, stream operations, and the user's functions. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Expr } from "../../lib/ir/ir.js";
import { isIntegral, isScalar, type ScalarType, type ValueType } from "../../lib/ir/types.js";
import { convert } from "../../lib/numeric/convert.js";
import { ts } from "../ts.js";
import { lowerAlloc, allocators } from "./alloc.js";
import { bitFunctions } from "./bit-functions.js";
import { builtins, lowerBuiltin } from "./builtins.js";
import type { Wanted } from "./call-statements.js";
import { lowerBroadcast, lowerGather, lowerMerge, lowerScatter } from "./collectives.js";
import { constantCall, isBuiltInCall, lowerBuiltInCall } from "./constant-calls.js";
import { evaluate } from "./constants.js";
import { nodeSpan, refuse, type Scope } from "./context.js";
import { lowerBroadcastShape, lowerLoad, lowerStore } from "./elements.js";
import { heddleName } from "./heddle-symbols.js";
import { isConsoleCall, lowerAssert, lowerConsole } from "./messages.js";
import { symbolOf } from "./names.js";
import { decided, placeValue } from "./placed.js";
import { lowerExpression } from "./recursion.js";
import { parametrisedNames, scalarNames } from "./scalar-names.js";
import { sliceStreams } from "./stream-arrays.js";
import { isStreamCall, lowerStreamCall } from "./stream-calls.js";
import { leavesAs, structOf } from "./structs.js";
import { isGlobal } from "./syntax.js";
import { castType, lowerDim, lowerTypeExpression, lowerWidth } from "./type-values.js";
import { heddleReference, readSize } from "./types.js";
import { callClass, callUser } from "./user-calls.js";
import { castTo, constExpr, toExpr, type Value } from "./value.js";
import { lowerSlice } from "./views.js";

/** Lowers a call whose value is wanted. */
export function lowerCall(scope: Scope, node: TS.CallExpression): Value | undefined {
  return lowerAnyCall(scope, node, "value");
}

/** Lowers a call that stands as a statement. */
export function lowerCallStatement(scope: Scope, node: TS.CallExpression): void {
  if (ts.isOptionalChain(node)) refuseOptionalChain(scope, node);
  else lowerAnyCall(scope, node, "statement");
}

function lowerAnyCall(scope: Scope, node: TS.CallExpression, wanted: Wanted): Value | undefined {
  if (isConsoleCall(scope, node)) return asStatement(scope, node, wanted, () => lowerConsole(scope, node));
  if (isStreamCall(scope, node)) return lowerStreamCall(scope, node, wanted);
  const name = heddleName(scope.unit.checker, node.expression);
  if (name !== undefined) return lowerHeddleCall(scope, node, name, wanted);
  const callee = node.expression;
  if (ts.isPropertyAccessExpression(callee) && isGlobal(scope, callee.expression, "Math")) {
    const name = `Math.${callee.name.text}`;
    return (builtins.has(name) ? undefined : constantCall(scope, node)) ?? lowerBuiltin(scope, node, name);
  }
  if (isBuiltInCall(scope, node)) return lowerBuiltInCall(scope, node);
  return ts.isCallExpression(callee) || namesType(scope, callee) ? lowerCastBy(scope, node) : callUser(scope, node, wanted);
}

/** Is it a constant that stands for a type, such as `const q = Fixed.of(16, 8)`? */
function namesType(scope: Scope, callee: TS.Expression): boolean {
  const found = isVariable(scope, callee) ? evaluate(scope, callee) : undefined;
  return found?.kind === "known" && found.value.kind === "dtype";
}

/** Functions are not looked at further: running them would say nothing. */
function isVariable(scope: Scope, callee: TS.Expression): boolean {
  const declaration = ts.isIdentifier(callee) ? symbolOf(scope, callee)?.valueDeclaration : undefined;
  const init = declaration !== undefined && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return init !== undefined && !ts.isArrowFunction(init) && !ts.isFunctionExpression(init);
}

export function refuseOptionalChain(scope: Scope, node: TS.Expression): undefined {
  return refuse(scope, node, kinds.unsupportedExpression, ["'?.'", "every value exists in hardware: write it without '?'"]);
}

/** What gives no value stands alone. */
function asStatement(scope: Scope, node: TS.CallExpression, wanted: Wanted, lower: () => void): undefined {
  if (wanted === "value") return refuse(scope, node, typeKinds.needsScalar, [`the call of ${node.expression.getText()}, which gives nothing`]);
  lower();
  return undefined;
}

type HeddleCall = (scope: Scope, node: TS.CallExpression) => Value | undefined;

/** Heddle's functions that are not in a table of their own. */
const heddleCalls: ReadonlyMap<string, HeddleCall> = new Map<string, HeddleCall>([
  ["of", lowerTypeExpression],
  ["dtype", lowerTypeExpression],
  ["struct", lowerTypeExpression],
  ["accumulator", lowerTypeExpression],
  ["computeType", lowerTypeExpression],
  ["dim", lowerDim],
  ["width", lowerWidth],
  ["slice", lowerPart],
  ["load", lowerLoad],
  ["broadcastShape", lowerBroadcastShape],
  ["pid", lowerPid],
  ["gather", lowerGather],
  ["merge", lowerMerge],
]);

/** What gives nothing. */
const statementCalls: ReadonlyMap<string, (scope: Scope, node: TS.CallExpression) => void> = new Map([
  ["assert", lowerAssert],
  ["store", lowerStore],
  ["scatter", lowerScatter],
  ["broadcast", lowerBroadcast],
]);

/** `stream(…)` and the like; of `broadcast(int32, …)` and `merge(int32, …)` the first argument is a type. */
function declaresStream(scope: Scope, node: TS.CallExpression, name: string): boolean {
  if (name === "stream" || name === "streams" || name === "tensorOf") return true;
  if (name !== "broadcast" && name !== "merge") return false;
  const [first] = node.arguments;
  const type = first === undefined ? undefined : heddleReference(scope.unit.checker, scope.unit.checker.getTypeAtLocation(first));
  return type?.name === "DType" || type?.name === "BlockType" || type?.name === "StructDType";
}

/** `slice` of a tensor, or of an array of streams. */
function lowerPart(scope: Scope, node: TS.CallExpression): Value | undefined {
  const [first] = node.arguments;
  const type = first === undefined ? undefined : heddleReference(scope.unit.checker, scope.unit.checker.getTypeAtLocation(first));
  if (first === undefined || type?.name !== "StreamArray") return lowerSlice(scope, node);
  const value = lowerExpression(scope, first);
  return value?.kind === "streams" ? sliceStreams(scope, node, value) : undefined;
}

function lowerHeddleCall(scope: Scope, node: TS.CallExpression, name: string, wanted: Wanted): Value | undefined {
  const type = scalarNames.get(name);
  if (type !== undefined) return lowerCast(scope, node, type);
  if (parametrisedNames.has(name)) return lowerParametrisedCast(scope, node, name);
  if (declaresStream(scope, node, name)) return refuse(scope, node, kinds.streamOutsideRegion, []);
  const alone = statementCalls.get(name);
  if (alone !== undefined) return asStatement(scope, node, wanted, () => { alone(scope, node); });
  const call = heddleCalls.get(name) ?? bitFunctions.get(name);
  if (call !== undefined) return call(scope, node);
  if (builtins.has(name)) return lowerBuiltin(scope, node, name);
  if (allocators.has(name)) return lowerAlloc(scope, node, name);
  if (["grid", "range", "reduction", "unrolled"].includes(name)) return refuse(scope, node, kinds.onlyInFor, [name]);
  if (name === "run") return callClass(scope, node, wanted);
  if (name === "state") return refuse(scope, node, constructKinds.misplacedState, ["state"]);
  return callUser(scope, node, wanted);
}

/** The place of the instance in its kernel's mapping, as constants. */
function lowerPid(scope: Scope, node: TS.CallExpression): Value | undefined {
  const { place } = scope;
  if (place === undefined) return refuse(scope, node, constructKinds.pidOutsideKernel, []);
  const [argument] = node.typeArguments ?? [];
  const rank = argument === undefined ? 1 : readSize(scope, scope.unit.checker.getTypeFromTypeNode(argument));
  if (rank !== place.extents.length) {
    return refuse(scope, node, dataflow.pidRank, [node.getText(), place.extents]);
  }
  const names = patternNames(node);
  const items = place.extents.map((_, d) => placeValue(scope, node, d, names[d]));
  return { kind: "tuple", items: items.filter((v) => v !== undefined) };
}

/** What a pattern calls the items of `node`, position by position. */
function patternNames({ parent }: TS.CallExpression): readonly (string | undefined)[] {
  if (!ts.isVariableDeclaration(parent) || !ts.isArrayBindingPattern(parent.name)) return [];
  return parent.name.elements.map((e) => (ts.isBindingElement(e) && ts.isIdentifier(e.name) ? e.name.text : undefined));
}

// ---- casts --------------------------------------------------------------------------------------------------------------

function lowerCast(scope: Scope, node: TS.CallExpression, type: ValueType): Value | undefined {
  const argument = node.arguments[0];
  if (argument === undefined || node.arguments.length !== 1) {
    return refuse(scope, node, kinds.argumentCount, [node.expression.getText(), 1, node.arguments.length]);
  }
  const value = lowerExpression(scope, argument);
  if (value === undefined) return undefined;
  if (isScalar(type)) {
    const expr = castScalar(scope, argument, value, type);
    return expr === undefined ? undefined : { kind: "scalar", expr, isTyped: true };
  }
  const leaves = leavesAs(scope, argument, value, type, castScalar);
  return leaves === undefined ? undefined : structOf(type, leaves);
}

function castScalar(scope: Scope, node: TS.Node, v: Value, type: ScalarType): Expr | undefined {
  const rounds = v.kind === "placed" && typeof v.value === "number" && isIntegral(type);
  const known = rounds ? decided(scope, v) : v;
  if (known.kind === "literal") return constExpr(convert(known.value, type), type, nodeSpan(scope, node));
  const expr = toExpr(scope, node, v, type.kind === "float" || type.kind === "fixed" ? type : undefined);
  return expr === undefined ? undefined : castTo(expr, type);
}

/** `Int<7>(x)`, `Fixed<16, 8>(x)`. */
function lowerParametrisedCast(scope: Scope, node: TS.CallExpression, name: string): Value | undefined {
  const type = castType(scope, node, name);
  return type === undefined ? undefined : lowerCast(scope, node, type);
}

/** `dtype<T>()(x)` and `Int.of(7)(x)`. */
function lowerCastBy(scope: Scope, node: TS.CallExpression): Value | undefined {
  const callee = lowerExpression(scope, node.expression);
  if (callee === undefined) return undefined;
  if (callee.kind === "constant" && callee.value.kind === "dtype") return lowerCast(scope, node, callee.value.type);
  return refuse(scope, node, kinds.unsupportedExpression, ["calling the result of a call", "call a function by its name"]);
}
