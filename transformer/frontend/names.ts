/** What a name means in a kernel: a local, a capture of an enclosing function, or a compile-time constant. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import type { RelatedNote } from "../../lib/diagnostics/diagnostic.js";
import { ts } from "../ts.js";
import { captured } from "./captures.js";
import type { Constant } from "./constant.js";
import { constantOfSymbol, evaluate, type Unknown } from "./constants.js";
import { bind, nodeSpan, refuse, type Binding, type Scope } from "./context.js";
import { heddleExports, heddleName, resolveAlias } from "./heddle-symbols.js";
import { scalarNames } from "./scalar-names.js";
import { structOfBinding } from "./structs.js";
import { isGlobal, isOfProgram } from "./syntax.js";
import { scalar, type Value } from "./value.js";

/** The value of the variable or constant that `node` names. */
export function lookUp(scope: Scope, node: TS.Identifier): Value | undefined {
  const dtype = scalarNames.get(heddleName(scope.unit.checker, node) ?? "");
  if (dtype !== undefined) return { kind: "constant", value: { kind: "dtype", type: dtype } };
  const symbol = symbolOf(scope, node);
  if (symbol === undefined) return refuseName(scope, node, node.text);
  if (scope.unit.refused.has(symbol)) return undefined;
  const binding = findBinding(scope, symbol);
  if (binding !== undefined) return bindingValue(scope, node, binding);
  if (isGlobal(scope, node, "undefined"))
    return refuse(scope, node, kinds.unsupportedExpression, ["'undefined'", "every variable has a value in hardware"]);
  const isNumber = isGlobal(scope, node, "NaN") || isGlobal(scope, node, "Infinity");
  if (isNumber) return { kind: "literal", value: Number(node.text) };
  if (resolveAlias(scope.unit.checker, symbol).flags & ts.SymbolFlags.Function) {
    return refuse(scope, node, kinds.unsupportedExpression, ["a function as a value", "call it by its name"]);
  }
  const evaluation = constantOfSymbol(scope.unit, symbol);
  if (evaluation.kind === "known") return constantValue(evaluation.value, node.text);
  return refuseUnknown(scope, node, node.text, evaluation);
}

/** `this.pipe` in a kernel of a class region. */
export function lookUpField(scope: Scope, node: TS.PropertyAccessExpression): Value | undefined {
  const symbol = scope.unit.checker.getSymbolAtLocation(node.name);
  const binding = symbol === undefined ? undefined : findBinding(scope, symbol);
  if (binding !== undefined) return bindingValue(scope, node, binding);
  return refuse(scope, node, kinds.unknownProperty, [node.name.text, "this", boundFields(scope)]);
}

function boundFields(scope: Scope): readonly string[] {
  const own = [...scope.bindings.keys()].filter((s) => s.flags & ts.SymbolFlags.Property).map((s) => s.name);
  return scope.outer === undefined ? own : [...boundFields(scope.outer), ...own];
}

/** Reports that `text` is not known at compile time, with a note where its value comes from. */
export function refuseUnknown(scope: Scope, node: TS.Node, text: string, why: Unknown): undefined {
  return refuse(scope, node, kinds.notConstant, [text, why.reason], originOf(scope, why));
}

function originOf(scope: Scope, why: Unknown): readonly RelatedNote[] {
  return why.origin === undefined || why.origin.pos < 0 ? [] : [{ span: nodeSpan(scope, why.origin), message: why.reason }];
}

/** A note where `node` comes from, if that is why it is not known at compile time. */
export function whyUnknown(scope: Scope, node: TS.Expression): readonly RelatedNote[] {
  const found = evaluate(scope, node);
  return found.kind === "unknown" ? originOf(scope, found) : [];
}

/** Reports a name that means nothing, with those that are close to it. */
export function refuseName(scope: Scope, node: TS.Node, text: string): undefined {
  const { checker } = scope.unit;
  const known = checker.getSymbolsInScope(node, ts.SymbolFlags.Value | ts.SymbolFlags.Alias).filter(isOfProgram);
  const isOfHeddle = heddleExports(scope.unit.program).has(text);
  return refuse(scope, node, kinds.unknownName, [text, isOfHeddle ? [] : known.map((s) => s.name), isOfHeddle]);
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
  if (outer === undefined) return undefined;
  const binding = captured(scope, outer);
  bind(scope, symbol, binding);
  scope.foreign.add(symbol);
  return binding;
}

/** What a name stands for, as a value. */
export function bindingValue(scope: Scope, node: TS.Node, binding: Binding): Value | undefined {
  switch (binding.kind) {
    case "scalar":
      return scalar({ kind: "var", sym: binding.sym, type: binding.type, span: nodeSpan(scope, node) });
    case "struct":
      return structOfBinding(binding, scope, node);
    case "state":
      return refuse(scope, node, constructKinds.stateWithoutValue, [node.getText()]);
    case "tensor":
      return binding.tensor;
    case "stream":
      return binding;
    case "streams":
      return binding.streams;
    case "constant":
      return constantValue(binding.value, node.getText());
    case "value":
      return binding.value;
  }
}

/** `n.value` of a state. */
export function stateValue(scope: Scope, node: TS.Node, binding: Binding & { kind: "state" }): Value {
  const { of } = binding;
  if (of.kind === "struct") return structOfBinding(of, scope, node);
  return scalar({ kind: "var", sym: of.sym, type: of.type, span: nodeSpan(scope, node) });
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
