/** The kernels of a region: their decorator's options, and how their parameters are joined with the region's names. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Func, Instance, Sym } from "../../lib/ir/ir.js";
import { sameType, typeName, type Type } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { nodeSpan, refuse, type FuncInstance, type Scope } from "./context.js";
import type { HeddleDecorator } from "./decorators.js";
import { heddleName } from "./heddle-symbols.js";
import { symbolOf } from "./names.js";
import { optionNode } from "./options.js";
import { instanceOf, lowerExpression } from "./recursion.js";

type KernelNode = TS.FunctionDeclaration | TS.MethodDeclaration;

export interface KernelUse {
  readonly node: KernelNode;
  readonly decorator: HeddleDecorator;
}

/** A parameter or stream of the region. */
export interface RegionName {
  readonly sym: Sym;
  readonly type: Type;
}

export type RegionNames = ReadonlyMap<TS.Symbol, RegionName>;

/** A kernel's instance with what its arguments are in the region. */
export interface Placed {
  readonly instance: Instance;
  readonly func: Func;
  readonly node: KernelNode;
  /** How messages name it: the kernel, and in a grid its place. */
  readonly title: string;
}

/** Lowers one kernel, once for each place in its mapping, and joins the instances with the region. */
export function placeKernel(scope: Scope, names: RegionNames, use: KernelUse): readonly Placed[] | undefined {
  const places = placesOf(scope, use.decorator);
  const args = places === undefined ? undefined : argumentNames(scope, names, use);
  if (places === undefined || args === undefined) return undefined;
  const name = use.node.name?.getText() ?? "kernel";
  if (args.length !== use.node.parameters.length) {
    return refuse(scope, use.decorator.node, kinds.kernelArguments, [name, use.node.parameters.length, args.length]);
  }
  const isOne = places.length === 1;
  const differs = !isOne && asksForPlace(scope, use.node);
  const placed = places.map((place) => {
    const request = {
      node: use.node, name: differs ? `${name}_${place.join("_")}` : name, typeArgs: scope.typeArgs,
      args: args.map(({ type }) => ({ type })), outer: scope, place: differs || isOne ? place : places[0] ?? [0],
    };
    const made = instanceOf(scope.unit, request, use.node);
    const title = isOne ? name : `${name}[${place.join(", ")}]`;
    return made?.func === undefined ? undefined : connect(scope, use, made, made.func, args, title);
  });
  const known = placed.filter((p) => p !== undefined);
  return known.length === placed.length ? known : undefined;
}

/** Does the kernel call `pid()`? Only then its instances differ. */
function asksForPlace(scope: Scope, node: TS.Node): boolean {
  if (ts.isCallExpression(node) && heddleName(scope.unit.checker, node.expression) === "pid") return true;
  return ts.forEachChild(node, (child) => asksForPlace(scope, child) || undefined) === true;
}

/** The most instances of one kernel. */
const mostInstances = 65536;

/** All places of the mapping, row by row; `[0]` without one. */
function placesOf(scope: Scope, decorator: HeddleDecorator): readonly (readonly number[])[] | undefined {
  const node = decorator.options === undefined ? undefined : optionNode(decorator.options, "mapping");
  if (node === undefined) return [[0]];
  const value = lowerExpression(scope, node);
  if (value === undefined) return undefined;
  const extents = value.kind === "table" && value.array.kind === "array"
    ? value.array.elements.map((e) => (e.kind === "int" ? Number(e.value) : 0))
    : [];
  const count = extents.reduce((n, e) => n * e, 1);
  if (extents.length === 0 || extents.some((e) => e < 1) || count > mostInstances) {
    return refuse(scope, node, constructKinds.badMapping, [node.getText(), mostInstances]);
  }
  return extents.reduce<readonly (readonly number[])[]>(
    (places, extent) => places.flatMap((p) => Array.from({ length: extent }, (_, i) => [...p, i])), [[]],
  );
}

/** The region's names in `args`: identifiers in a function, strings in a class. */
function argumentNames(scope: Scope, names: RegionNames, use: KernelUse): readonly RegionName[] | undefined {
  const list = use.decorator.options === undefined ? undefined : optionNode(use.decorator.options, "args");
  if (list === undefined) return [];
  if (!ts.isArrayLiteralExpression(list)) return refuse(scope, list, kinds.argsForm, []);
  const found = list.elements.map((e) => argumentName(scope, names, e));
  const known = found.filter((s) => s !== undefined);
  return known.length === found.length ? known : undefined;
}

function argumentName(scope: Scope, names: RegionNames, node: TS.Expression): RegionName | undefined {
  const symbol = ts.isIdentifier(node)
    ? symbolOf(scope, node)
    : ts.isStringLiteral(node)
      ? [...names.keys()].find((s) => s.name === node.text)
      : undefined;
  const name = symbol === undefined ? undefined : names.get(symbol);
  return name ?? refuse(scope, node, kinds.argsName, [node.getText(), [...names.keys()].map((s) => s.name)]);
}

/** Joins the kernel's parameters with the region's names, and its captures after them. */
function connect(
  scope: Scope, use: KernelUse, made: FuncInstance, func: Func, args: readonly RegionName[], title: string,
): Placed | undefined {
  const wrong = args.findIndex((a, i) => func.params[i] === undefined || !sameType(a.type, func.params[i].type));
  if (wrong >= 0) {
    const [got, wanted] = [args[wrong]?.type, func.params[wrong]?.type];
    const texts: [string, string] = [wanted === undefined ? "" : typeName(wanted), got === undefined ? "" : typeName(got)];
    return refuse(scope, use.node.parameters[wrong] ?? use.node, typeKinds.argumentType, texts);
  }
  const syms = [...args.map((a) => a.sym), ...made.captures.map((c) => c.outer)];
  const twice = syms.find((s, i) => syms.findIndex((o) => o.id === s.id) !== i);
  if (twice !== undefined) return refuse(scope, use.decorator.node, kinds.aliasedArgument, [twice.name]);
  const span = nodeSpan(scope, use.node.name ?? use.node);
  return { instance: { callee: func.sym, args: syms, span }, func, node: use.node, title };
}
