/** `external({ top, source, inputs, outputs, model })`: functions whose hardware is C++ of the user's own. */
import * as path from "node:path";
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { ref } from "../../lib/ir/build.js";
import type { Arg, External, Func, Param } from "../../lib/ir/ir.js";
import { isScalar, sameType, typeName, type Type } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import type { Constant } from "./constant.js";
import { evaluate } from "./constants.js";
import { freshSym, nodeSpan, refuse, type Scope } from "./context.js";
import { modelSignature } from "./external-models.js";
import { projectPath, spanFileName } from "./files.js";
import { heddleName } from "./heddle-symbols.js";
import { optionNode } from "./options.js";
import { lowerExpression } from "./recursion.js";
import { copyElements, copyOf } from "./results.js";
import { callStatement, type Wanted } from "./call-statements.js";
import { describeValue, isWhole, storeAs, viewType, type TensorValue, type Value } from "./value.js";

/** The call of `external` that `declaration` holds the result of. */
export function externalOf(scope: Scope, declaration: TS.Declaration): TS.CallExpression | undefined {
  const init = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (init === undefined || !ts.isCallExpression(init)) return undefined;
  return heddleName(scope.unit.checker, init.expression) === "external" ? init : undefined;
}

/** What compiled code finds the model of an external function by. */
export function externalId(program: TS.Program, call: TS.CallExpression): string {
  return `${spanFileName(program, call.getSourceFile())}:${call.getStart()}`;
}

/** Lowers a call of an external function. */
export function callExternal(scope: Scope, node: TS.CallExpression, external: TS.CallExpression, wanted: Wanted): Value | undefined {
  const func = externalFunction(scope, external);
  if (func === undefined) return undefined;
  if (node.arguments.length !== func.params.length) {
    return refuse(scope, node, kinds.argumentCount, [func.sym.name, func.params.length, node.arguments.length]);
  }
  const after: (() => void)[] = [];
  const args = func.params.map((p, i) => {
    const at = node.arguments[i];
    const value = at === undefined ? undefined : lowerExpression(scope, at);
    if (at === undefined || value === undefined) return undefined;
    return isScalar(p.type)
      ? storeAs(scope, at, value, p.type)
      : passTensor(scope, at, value, p.type, func.external?.writes.includes(i) === true, after);
  });
  const passed = args.filter((a) => a !== undefined);
  if (passed.length !== args.length || !areDistinct(scope, node, passed)) return undefined;
  const result = callStatement(scope, node, func, passed, wanted, false);
  for (const copyBack of after) copyBack();
  return result;
}

/** C++ takes arrays of their own: a part of a tensor is copied, and copied back when it is written. */
function passTensor(
  scope: Scope, at: TS.Expression, value: Value, type: Type, isWritten: boolean, after: (() => void)[],
): Arg | undefined {
  if (value.kind !== "tensor" || !sameType(viewType(value), type)) {
    return refuse(scope, at, typeKinds.argumentType, [typeName(type), describeValue(value)]);
  }
  if (isWritten && scope.readOnly.has(value.sym.id)) return refuse(scope, at, kinds.constantTable, [at.getText()]);
  const whole: TensorValue = isWhole(value) ? value : copyOf(scope, at, value, viewType(value));
  if (whole !== value && isWritten) after.push(() => copyElements(scope, at, whole, value));
  return ref(whole.sym, nodeSpan(scope, at));
}

function areDistinct(scope: Scope, node: TS.CallExpression, args: readonly Arg[]): boolean {
  const refs = args.flatMap((a) => (a.kind === "ref" ? [a.sym] : []));
  const twice = refs.find((sym, i) => refs.findIndex((s) => s.id === sym.id) !== i);
  if (twice !== undefined) refuse(scope, node, kinds.aliasedArgument, [twice.name]);
  return twice === undefined;
}

// ---- the declaration ----------------------------------------------------------------------------------------------------

/** The function that stands for the external one in the unit, made on first use. */
function externalFunction(scope: Scope, call: TS.CallExpression): Func | undefined {
  const { unit } = scope;
  const key = `external:${externalId(unit.program, call)}`;
  const known = unit.instances.get(key);
  if (known !== undefined) return known.func;
  const func = declaredFunction(scope, call);
  if (func === undefined) return undefined;
  unit.instances.set(key, { sym: func.sym, captures: [], places: [], func });
  unit.functions.push(func);
  unit.dependencies.add(call.getSourceFile());
  return func;
}

function declaredFunction(scope: Scope, call: TS.CallExpression): Func | undefined {
  const options = call.arguments[0];
  if (options === undefined) return refuse(scope, call, kinds.argumentCount, ["external", 1, 0]);
  const top = textOption(scope, options, "top");
  const source = sourceOption(scope, options);
  const model = modelOption(scope, options);
  if (top === undefined || source === undefined || model === undefined) return undefined;
  const { params, results } = model;
  const writes = directions(scope, options, params);
  if (writes === undefined) return undefined;
  const external: External = { top, source, model: externalId(scope.unit.program, call), writes };
  return {
    kind: "func", sym: freshSym(scope.unit, top), params, results, states: [], body: [], external, span: nodeSpan(scope, call),
  };
}

function option(scope: Scope, options: TS.Expression, name: string): TS.Expression | undefined {
  return optionNode(options, name) ?? refuse(scope, options, constructKinds.externalOption, [name]);
}

function textOption(scope: Scope, options: TS.Expression, name: string): string | undefined {
  const node = option(scope, options, name);
  if (node === undefined) return undefined;
  const found = evaluate(scope, node);
  const text = found.kind === "known" && found.value.kind === "string" ? found.value.value : undefined;
  if (text !== undefined && (name !== "top" || /^[A-Za-z_]\w*$/.test(text))) return text;
  return refuse(scope, node, constructKinds.externalOption, [name]);
}

/** The C++ file, beside the file that names it; its text goes with the unit. */
function sourceOption(scope: Scope, options: TS.Expression): string | undefined {
  const given = textOption(scope, options, "source");
  if (given === undefined) return undefined;
  const file = path.resolve(path.dirname(options.getSourceFile().fileName), given);
  const text = ts.sys.readFile(file);
  if (text === undefined) return refuse(scope, optionNode(options, "source") ?? options, constructKinds.externalSource, [given]);
  const at = projectPath(scope.unit.program, file);
  scope.unit.externals.set(at, { path: at, text });
  return at;
}

/** The model's parameters and results. */
function modelOption(scope: Scope, options: TS.Expression): Pick<Func, "params" | "results"> | undefined {
  const node = option(scope, options, "model");
  if (node === undefined) return undefined;
  const signature = modelSignature(scope.unit, node);
  if (signature === undefined) return refuse(scope, node, constructKinds.externalOption, ["model"]);
  const { params, result } = signature;
  const types = [...params, ...(result === undefined ? [] : [result])].map((p) => p.type);
  const wrong = types.find((t) => t.kind === "problem");
  if (wrong?.kind === "problem") return refuse(scope, node, typeKinds.notHardwareType, [wrong.message]);
  const span = nodeSpan(scope, node);
  return {
    params: params.flatMap(({ name, type }): readonly Param[] => (type.kind === "problem" ? [] : [{ sym: freshSym(scope.unit, name), type, span }])),
    results: result === undefined || result.type.kind === "problem" ? [] : [result.type],
  };
}

/** The positions of what it writes: tensors. Every parameter is an input, an output, or both. */
function directions(scope: Scope, options: TS.Expression, params: readonly Param[]): readonly number[] | undefined {
  const inputs = positions(scope, options, "inputs", params.length);
  const outputs = positions(scope, options, "outputs", params.length);
  if (inputs === undefined || outputs === undefined) return undefined;
  const missing = params.findIndex((_, i) => !inputs.includes(i) && !outputs.includes(i));
  if (missing >= 0) return refuse(scope, options, constructKinds.externalDirection, [missing, params[missing]?.sym.name ?? "", "is neither an input nor an output"]);
  const scalar = outputs.find((i) => params[i]?.type.kind !== "tensor");
  if (scalar !== undefined) return refuse(scope, options, constructKinds.externalDirection, [scalar, params[scalar]?.sym.name ?? "", "is a scalar, which cannot be an output"]);
  return outputs;
}

function positions(scope: Scope, options: TS.Expression, name: string, count: number): readonly number[] | undefined {
  const node = option(scope, options, name);
  const value = node === undefined ? undefined : evaluate(scope, node);
  if (node === undefined || value === undefined) return undefined;
  const items = value.kind === "known" ? integers(value.value) : undefined;
  const isList = items?.every((i) => i >= 0 && i < count && Number.isInteger(i)) === true;
  return isList ? items : refuse(scope, node, constructKinds.externalOption, [name]);
}

function integers(c: Constant): readonly number[] | undefined {
  const items = c.kind === "array" ? c.elements.map((e) => (e.kind === "int" ? Number(e.value) : NaN)) : undefined;
  return items;
}
