/** The kernels of a region: their decorator's options, and how their parameters are joined with the region's names. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Func, Instance, Sym } from "../../lib/ir/ir.js";
import { sameType, typeName, type Type } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { nodeSpan, refuse, type FuncInstance, type Scope } from "./context.js";
import type { HeddleDecorator } from "./decorators.js";
import { findBinding, symbolOf } from "./names.js";
import { instanceOf, lowerExpression } from "./recursion.js";

type KernelNode = TS.FunctionDeclaration | TS.MethodDeclaration;

export interface KernelUse {
  readonly node: KernelNode;
  readonly decorator: HeddleDecorator;
}

/** A kernel's instance with what its arguments are in the region. */
export interface Placed {
  readonly instance: Instance;
  readonly func: Func;
  readonly node: KernelNode;
}

/** Lowers one kernel and joins it with the region. */
export function placeKernel(scope: Scope, use: KernelUse): Placed | undefined {
  const name = use.node.name?.getText() ?? "kernel";
  if (!isSingleInstance(scope, use.decorator)) return undefined;
  const args = argumentSymbols(scope, use);
  if (args === undefined) return undefined;
  if (args.length !== use.node.parameters.length) {
    return refuse(scope, use.decorator.node, kinds.kernelArguments, [name, use.node.parameters.length, args.length]);
  }
  const outer = scope;
  const argTypes = args.map((a) => bindingType(scope, a));
  const instance = instanceOf(
    scope.unit,
    { node: use.node, name, typeArgs: scope.typeArgs, argTypes, outer },
    use.node,
  );
  if (instance?.func === undefined) return undefined;
  return connect(scope, use, instance, instance.func, args);
}

function isSingleInstance(scope: Scope, decorator: HeddleDecorator): boolean {
  const mapping = decorator.options === undefined ? undefined : optionNode(decorator.options, "mapping");
  if (mapping === undefined) return true;
  const value = lowerExpression(scope, mapping);
  const ones =
    value?.kind === "table" &&
    value.array.kind === "array" &&
    value.array.elements.every((e) => e.kind === "int" && e.value === 1n);
  if (ones) return true;
  refuse(scope, mapping, kinds.comesLater, ["a grid of kernel instances", "use mapping: [1]"]);
  return false;
}

/** The region's names in `args`: identifiers in a function, strings in a class. */
function argumentSymbols(scope: Scope, use: KernelUse): readonly TS.Symbol[] | undefined {
  const list = use.decorator.options === undefined ? undefined : optionNode(use.decorator.options, "args");
  if (list === undefined) return [];
  if (!ts.isArrayLiteralExpression(list)) return refuse(scope, list, kinds.argsForm, []);
  const symbols = list.elements.map((e) => argumentSymbol(scope, e));
  const known = symbols.filter((s) => s !== undefined);
  return known.length === symbols.length ? known : undefined;
}

function argumentSymbol(scope: Scope, node: TS.Expression): TS.Symbol | undefined {
  const symbol = ts.isIdentifier(node)
    ? symbolOf(scope, node)
    : ts.isStringLiteral(node)
      ? fieldSymbol(scope, node.text)
      : undefined;
  if (symbol === undefined || !scope.bindings.has(symbol))
    return refuse(scope, node, kinds.argsName, [node.getText(), boundNames(scope)]);
  return symbol;
}

function fieldSymbol(scope: Scope, name: string): TS.Symbol | undefined {
  return [...scope.bindings.keys()].find((s) => s.name === name);
}

function boundNames(scope: Scope): readonly string[] {
  return [...scope.bindings.keys()].map((s) => s.name);
}

function bindingType(scope: Scope, symbol: TS.Symbol): Type | undefined {
  const binding = scope.bindings.get(symbol);
  return binding === undefined || binding.kind === "constant" ? undefined : binding.type;
}

/** Joins the kernel's parameters with the region's names, and its captures after them. */
function connect(
  scope: Scope,
  use: KernelUse,
  made: FuncInstance,
  func: Func,
  args: readonly TS.Symbol[],
): Placed | undefined {
  const bindings = [...args, ...made.captures].map((symbol) => findBinding(scope, symbol));
  const syms: Sym[] = [];
  for (const [i, binding] of bindings.entries()) {
    const param = func.params[i];
    if (binding === undefined || binding.kind === "constant" || param === undefined) return undefined;
    if (!sameType(binding.type, param.type)) {
      return refuse(scope, use.node.parameters[i] ?? use.node, typeKinds.argumentType, [
        typeName(binding.type),
        typeName(param.type),
      ]);
    }
    syms.push(binding.sym);
  }
  const twice = syms.find((s, i) => syms.findIndex((o) => o.id === s.id) !== i);
  if (twice !== undefined) return refuse(scope, use.decorator.node, kinds.aliasedArgument, [twice.name]);
  return {
    instance: { callee: func.sym, args: syms, span: nodeSpan(scope, use.node.name ?? use.node) },
    func,
    node: use.node,
  };
}

/** The expression an options object gives for `name`. */
export function optionNode(options: TS.Expression, name: string): TS.Expression | undefined {
  if (!ts.isObjectLiteralExpression(options)) return undefined;
  const property = options.properties.find((p) => p.name?.getText() === name);
  if (property === undefined) return undefined;
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}
