/** What a name means in a kernel: a local, a capture of an enclosing function, or a compile-time constant. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import type { Type } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import type { Constant } from "./constant.js";
import { constantOfSymbol, type Unknown } from "./constants.js";
import { freshSym, nodeSpan, refuse, type Binding, type Scope } from "./context.js";
import { heddleName, resolveAlias } from "./heddle-symbols.js";
import { scalarNames } from "./scalar-names.js";
import { scalar, type Value } from "./value.js";

/** The value of the variable or constant that `node` names. */
export function lookUp(scope: Scope, node: TS.Identifier): Value | undefined {
  const dtype = scalarNames.get(heddleName(scope.unit.checker, node) ?? "");
  if (dtype !== undefined) return { kind: "constant", value: { kind: "dtype", type: dtype } };
  const symbol = symbolOf(scope, node);
  if (symbol === undefined) return refuse(scope, node, kinds.unknownName, [node.text]);
  if (scope.unit.refused.has(symbol)) return undefined;
  const binding = findBinding(scope, symbol);
  if (binding !== undefined) return bindingValue(scope, node, binding);
  if (node.text === "undefined")
    return refuse(scope, node, kinds.unsupportedExpression, ["'undefined'", "every variable has a value in hardware"]);
  if (node.text === "NaN" || node.text === "Infinity") return { kind: "literal", value: Number(node.text) };
  const evaluation = constantOfSymbol(scope.unit, symbol);
  if (evaluation.kind === "known") return constantValue(evaluation.value, node.text);
  return refuseUnknown(scope, node, node.text, evaluation);
}

/** `this.pipe` in a kernel of a class region. */
export function lookUpField(scope: Scope, node: TS.PropertyAccessExpression): Value | undefined {
  const symbol = scope.unit.checker.getSymbolAtLocation(node.name);
  const binding = symbol === undefined ? undefined : findBinding(scope, symbol);
  if (binding !== undefined) return bindingValue(scope, node, binding);
  return refuse(scope, node, kinds.unknownProperty, [node.name.text, "this"]);
}

/** Reports that `text` is not known at compile time, with a note where its value comes from. */
export function refuseUnknown(scope: Scope, node: TS.Node, text: string, why: Unknown): undefined {
  const related =
    why.origin === undefined || why.origin.pos < 0 ? [] : [{ span: nodeSpan(scope, why.origin), message: why.reason }];
  return refuse(scope, node, kinds.notConstant, [text, why.reason], related);
}

export function symbolOf(scope: Scope, node: TS.Identifier): TS.Symbol | undefined {
  const { parent } = node;
  const symbol =
    ts.isShorthandPropertyAssignment(parent)
      ? scope.unit.checker.getShorthandAssignmentValueSymbol(parent)
      : scope.unit.checker.getSymbolAtLocation(node);
  return symbol === undefined ? undefined : resolveAlias(scope.unit.checker, symbol);
}

/** The binding of a symbol here, capturing it from the enclosing functions if need be. */
export function findBinding(scope: Scope, symbol: TS.Symbol): Binding | undefined {
  const own = scope.bindings.get(symbol);
  if (own !== undefined || scope.outer === undefined) return own;
  const outer = findBinding(scope.outer, symbol);
  if (outer === undefined || outer.kind === "constant") return outer;
  return capture(scope, symbol, outer);
}

/** Adds an outer variable as a parameter of this function: by value for scalars, by reference for the rest. */
function capture(scope: Scope, symbol: TS.Symbol, outer: Exclude<Binding, { kind: "constant" }>): Binding {
  const sym = freshSym(scope.unit, outer.sym.name);
  const declaration = symbol.valueDeclaration;
  const span = declaration === undefined ? { file: "", start: 0, length: 0 } : nodeSpan(scope, declaration);
  const type: Type = outer.type;
  scope.captures.push({ symbol, param: { sym, type, span } });
  const binding: Binding =
    outer.kind === "scalar"
      ? { ...outer, sym, mutable: false }
      : outer.kind === "tensor"
        ? { ...outer, sym }
        : { ...outer, sym };
  scope.bindings.set(symbol, binding);
  return binding;
}

function bindingValue(scope: Scope, node: TS.Node, binding: Binding): Value {
  switch (binding.kind) {
    case "scalar":
      return scalar({ kind: "var", sym: binding.sym, type: binding.type, span: nodeSpan(scope, node) });
    case "tensor":
      return { kind: "tensor", sym: binding.sym, type: binding.type, index: [] };
    case "stream":
      return { kind: "stream", sym: binding.sym, type: binding.type };
    case "constant":
      return constantValue(binding.value, node.getText());
  }
}

/** A compile-time constant as a value; `name` is what a table made of it is called. */
export function constantValue(c: Constant, name: string): Value {
  switch (c.kind) {
    case "int":
    case "float":
    case "bool":
      return { kind: "literal", value: c.value };
    case "array":
      return { kind: "table", name, array: c, index: [] };
    case "string":
    case "object":
    case "dtype":
      return { kind: "constant", value: c };
  }
}
