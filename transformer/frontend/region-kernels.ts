/**
 * The kernels of a region: their decorator's options, and one instance for each place of the mapping. Instances for which
 * all that is decided by the place is the same share a function; those that do nothing vanish.
 */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { indexConst } from "../../lib/ir/build.js";
import type { Const, Func, Instance, NameArg } from "../../lib/ir/ir.js";
import { printModule } from "../../lib/ir/print.js";
import { sameType, typeName } from "../../lib/ir/types.js";
import { instanceTitle } from "../../lib/ir/networks.js";
import { visitStmts } from "../../lib/ir/walk.js";
import { ts } from "../ts.js";
import { shapesOf, type ArgShape } from "./arguments.js";
import { fitToStreams, passGiven, valueType, type Calling, type PassedArg } from "./call-arguments.js";
import { nameArg, sameName } from "./captures.js";
import { nodeSpan, refuse, type Decision, type FuncInstance, type Place, type Scope } from "./context.js";
import type { HeddleDecorator } from "./decorators.js";
import { bindingValue, findBinding, symbolOf } from "./names.js";
import { optionNode, optionNames } from "./options.js";
import { functionsOf } from "./reached.js";
import { instanceOf, lowerExpression } from "./recursion.js";
import { readType } from "./types.js";
import type { Value } from "./value.js";

type KernelNode = TS.FunctionDeclaration | TS.MethodDeclaration;

export interface KernelUse {
  readonly node: KernelNode;
  readonly decorator: HeddleDecorator;
}

/** An instance with the function it runs. */
export interface Placed {
  readonly instance: Instance;
  readonly func: Func;
  /** The kernel's declaration, or the call that starts it. */
  readonly node: TS.Node;
  /** How messages name it: the kernel, and in a grid its place. */
  readonly title: string;
}

/** What a kernel's instances share: how it is given its arguments. */
interface Kernel {
  readonly scope: Scope;
  readonly use: KernelUse;
  readonly name: string;
  readonly nodes: readonly TS.Expression[];
  readonly args: readonly Value[];
  readonly shapes: readonly ArgShape[];
  readonly extents: readonly number[];
}

/** One form of a kernel: what was decided for it, and what its instances run and are given. */
interface Form {
  readonly decisions: readonly Decision[];
  readonly instance: FuncInstance;
  readonly func: Func;
  readonly given: readonly PassedArg[];
  /** False for functions that keep states, of which each instance has its own. */
  readonly isShared: boolean;
  readonly isIdle: boolean;
  /** Equal for forms that are the same function. */
  readonly text: string | undefined;
}

const kernelOptions = ["mapping", "args"] as const;

/** Lowers one kernel for each place in its mapping, and joins the instances with the region. */
export function placeKernel(scope: Scope, use: KernelUse): readonly Placed[] | undefined {
  const isKnown = checkOptions(scope, use.decorator, kernelOptions);
  const extents = extentsOf(scope, use.decorator);
  const nodes = argumentNodes(scope, use.decorator);
  const args = nodes?.map((n) => argumentValue(scope, n));
  const known = args?.filter((a) => a !== undefined);
  if (!isKnown || extents === undefined || nodes === undefined || known === undefined || known.length !== nodes.length) return undefined;
  const name = use.node.name?.getText() ?? "kernel";
  if (nodes.length !== use.node.parameters.length) {
    return refuse(scope, use.decorator.node, kinds.kernelArguments, [name, use.node.parameters.length, nodes.length]);
  }
  const kernel = { scope, use, name, nodes, args: known, shapes: shapesOf(known, valueType, () => undefined), extents };
  return fits(kernel) ? placeAll(kernel) : undefined;
}

/** Do the options' names exist? Reports those that do not. */
export function checkOptions(scope: Scope, { name, options }: HeddleDecorator, known: readonly string[]): boolean {
  const wrong = options === undefined ? [] : optionNames(options).filter((o) => !known.includes(o.text));
  for (const { node, text } of wrong) refuse(scope, node, dataflow.unknownOption, [name, text, known]);
  return wrong.length === 0;
}

/** The most instances of one kernel. */
const mostInstances = 65536;

/** The sizes of the mapping; none without one. */
function extentsOf(scope: Scope, decorator: HeddleDecorator): readonly number[] | undefined {
  const node = decorator.options === undefined ? undefined : optionNode(decorator.options, "mapping");
  if (node === undefined) return [1];
  const value = lowerExpression(scope, node);
  if (value === undefined) return undefined;
  const elements = value.kind === "table" && value.array.kind === "array" ? value.array.elements : undefined;
  const extents = elements?.map((e) => (e.kind === "int" ? Number(e.value) : 0));
  if (extents !== undefined && (extents.length === 0 || extents.length > 3)) {
    return refuse(scope, node, dataflow.mappingRank, [node.getText(), extents.length]);
  }
  const count = extents?.reduce((n, e) => n * e, 1) ?? 0;
  if (extents !== undefined && extents.every((e) => e >= 1) && count <= mostInstances) return extents;
  return refuse(scope, node, constructKinds.badMapping, [node.getText(), mostInstances]);
}

/** All places of a grid, row by row. */
function placesIn(extents: readonly number[]): readonly (readonly number[])[] {
  return extents.reduce<readonly (readonly number[])[]>(
    (places, extent) => places.flatMap((p) => Array.from({ length: extent }, (_, i) => [...p, i])), [[]],
  );
}

function argumentNodes(scope: Scope, decorator: HeddleDecorator): readonly TS.Expression[] | undefined {
  const list = decorator.options === undefined ? undefined : optionNode(decorator.options, "args");
  if (list === undefined) return [];
  return ts.isArrayLiteralExpression(list) ? list.elements : refuse(scope, list, kinds.argsForm, []);
}

/** One of the region's names, or a part of it: as such in a function, as a string in a class. */
function argumentValue(scope: Scope, node: TS.Expression): Value | undefined {
  const symbols = [...scope.bindings.keys()];
  const isKnown = (symbol: TS.Symbol | undefined): boolean =>
    symbol !== undefined && (findBinding(scope, symbol) !== undefined || scope.unit.refused.has(symbol));
  if (ts.isStringLiteral(node)) {
    const symbol = symbols.find((s) => s.name === node.text);
    const binding = symbol === undefined ? undefined : findBinding(scope, symbol);
    if (binding !== undefined) return bindingValue(scope, node, binding);
  } else if (!ts.isIdentifier(node) || isKnown(symbolOf(scope, node))) {
    return lowerExpression(scope, node);
  }
  return refuse(scope, node, kinds.argsName, [node.getText(), symbols.map((s) => s.name)]);
}

/** Are the arguments of the types that the kernel declares? */
function fits(kernel: Kernel): boolean {
  const { use, args, nodes } = kernel;
  return use.node.parameters.map((p, i) => {
    const [arg, node] = [args[i], nodes[i]];
    return arg === undefined || node === undefined || fitsParameter(kernel, p, arg, node);
  }).every((ok) => ok);
}

function fitsParameter({ scope, name }: Kernel, p: TS.ParameterDeclaration, arg: Value, node: TS.Expression): boolean {
  const reading = readType(scope, scope.unit.checker.getTypeAtLocation(p));
  if (reading.kind === "streams" || arg.kind === "streams") return fitToStreams(scope, node, arg, reading) !== undefined;
  if (reading.kind !== "type") return true;
  const { type } = reading;
  const got = arg.kind === "literal" ? undefined : valueType(arg);
  if (got === undefined || sameType(type, got)) return true;
  refuse(scope, node, dataflow.kernelArgument, [name, p.name.getText(), typeName(type), node.getText(), typeName(got)]);
  return false;
}

function placeAll(kernel: Kernel): readonly Placed[] | undefined {
  const { scope, use, name, extents } = kernel;
  const forms: Form[] = [];
  const placed: Placed[] = [];
  const isGrid = extents.length > 1 || extents[0] !== 1;
  for (const place of placesIn(extents)) {
    const found = forms.find((f) => f.isShared && suits(f, place)) ?? newForm(kernel, place, forms);
    if (found === undefined) return undefined;
    if (found.isIdle) continue;
    const args = instanceArgs(scope, use.decorator.node, found.given, found.instance, place);
    if (args === undefined) return undefined;
    const kernelName = found.func.sym.name === name ? {} : { kernel: name };
    const instance = { callee: found.func.sym, args, ...kernelName, ...(isGrid ? { place } : {}), span: nodeSpan(scope, use.node.name ?? use.node) };
    placed.push({ instance, func: found.func, node: use.node, title: instanceTitle(instance) });
  }
  if (placed.length === 0) refuse(scope, use.node.name ?? use.node, dataflow.idleKernel, [name]);
  return placed;
}

/** Was for the form decided what it would be for the instance at `place`? */
function suits({ decisions, instance }: Form, place: readonly number[]): boolean {
  if (!decisions.every((d) => d.at(place) === d.value)) return false;
  const names = captureNames(instance, place);
  return names !== undefined && new Set(names.map(nameKey)).size === names.length;
}

/** Lowers the kernel for `place`; what turns out to be as an earlier form is that form once more. */
function newForm(kernel: Kernel, at: readonly number[], forms: Form[]): Form | undefined {
  const { scope, use, name, args, shapes, nodes, extents } = kernel;
  const { unit } = scope;
  const around = unit.decisions;
  unit.decisions = [];
  const place: Place = { at, extents };
  const formName = forms.length === 0 ? name : `${name}_${at.join("_")}`;
  const instance = instanceOf(unit, { node: use.node, name: formName, typeArgs: scope.typeArgs, args: shapes, outer: scope, place }, use.node);
  const { decisions } = unit;
  unit.decisions = around;
  const func = instance?.func;
  if (instance === undefined || func === undefined) return undefined;
  if (func.results.length > 0) return refuse(scope, use.node.type ?? use.node.name ?? use.node, dataflow.returnsInRegion, ["kernel", name]);
  const calling: Calling = { node: use.decorator.node, nodes, instance, callee: func, outer: scope, args, shapes };
  const given = passGiven(scope, calling);
  if (given === undefined) return undefined;
  const functions = functionsOf(func, unit.functions);
  const isShared = functions.every((f) => f.states.length === 0);
  const text = isShared ? formText(functions, instance) : undefined;
  const same = text === undefined ? undefined : forms.find((f) => f.text === text);
  const form: Form = { decisions, instance, given, isShared, isIdle: isIdle(func), text, func: same?.func ?? func };
  forms.push(form);
  return form;
}

/** The same for forms that run the same statements with the same parameters, whatever the kernel is called. */
function formText(functions: readonly Func[], { places, captures }: FuncInstance): string | undefined {
  const own = functions.at(-1);
  if (own === undefined) return undefined;
  const top = { ...own, sym: { ...own.sym, name: "kernel" } };
  const text = printModule({ functions: [...functions.slice(0, -1), top], top }, { spans: true });
  return `${places.join()} ${captures.length} ${text}`;
}

/** Does nothing outside see what `f` does? */
function isIdle(f: Func): boolean {
  let isSeen = f.network !== undefined || f.external !== undefined;
  visitStmts(f.body, (s) => {
    isSeen ||= !["let", "alloc", "assign", "for", "if", "switch", "break", "continue", "return"].includes(s.kind);
  });
  return !isSeen;
}

/** What an instance is given: `given` for the parameters that its function declares, then its place, then what it captures. */
export function instanceArgs(
  scope: Scope, node: TS.Node, given: readonly PassedArg[], instance: FuncInstance, place: readonly number[] | undefined,
): readonly (NameArg | Const)[] | undefined {
  const own = given.map((arg) => instanceArg(arg) ?? refuse(scope, node, kinds.argsName, [argText(arg), []]));
  const names = captureNames(instance, place ?? []);
  const known = own.filter((a) => a !== undefined);
  if (known.length < own.length || names === undefined) return undefined;
  const places = instance.places.map((d) => indexConst(place?.[d] ?? 0, nodeSpan(scope, node)));
  const args = [...known, ...places, ...names];
  const seen = new Set<string>();
  for (const arg of args) {
    if (arg.kind === "const") continue;
    const key = nameKey(arg);
    if (seen.has(key) && isReference(instance, args.indexOf(arg))) return refuse(scope, node, kinds.aliasedArgument, [arg.sym.name]);
    seen.add(key);
  }
  return args;
}

/** Scalars may be passed twice, but no tensor or stream. */
function isReference({ func }: FuncInstance, position: number): boolean {
  const type = func?.params[position]?.type;
  return type?.kind === "tensor" || type?.kind === "stream";
}

function nameKey({ sym, index = [] }: NameArg): string {
  return `${sym.id}:${index.join()}`;
}

/** What the captures stand for in the region; `undefined` where there is no such stream. */
function captureNames({ captures }: FuncInstance, place: readonly number[]): readonly NameArg[] | undefined {
  const names = captures.map((c) => {
    const index = c.at === undefined ? c.outer.index : c.at(place);
    return c.at !== undefined && index === undefined ? undefined : nameArg(c.outer.sym, index);
  });
  const known = names.filter((n) => n !== undefined);
  return known.length === names.length ? known : undefined;
}

/** A name or constant as an argument of an instance; `undefined` for what would have to be computed. */
function instanceArg(arg: PassedArg): NameArg | Const | undefined {
  switch (arg.kind) {
    case "ref":
      return nameArg(arg.sym, arg.index);
    case "const":
      return arg;
    case "var":
      return arg.path === undefined ? nameArg(arg.sym) : undefined;
    case "aggregate": {
      const [first] = arg.leaves;
      const isOne = first?.kind === "var" && arg.leaves.every((l) => l.kind === "var" && l.path !== undefined && sameName(nameArg(l.sym), nameArg(first.sym)));
      return isOne ? nameArg(first.sym) : undefined;
    }
    default:
      return undefined;
  }
}

function argText(arg: PassedArg): string {
  return arg.kind === "aggregate" ? typeName(arg.type) : `a computed ${arg.kind === "ref" ? arg.sym.name : typeName(arg.type)}`;
}
