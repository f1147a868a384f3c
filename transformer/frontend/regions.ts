/** Regions: functions and classes that hold streams and kernels. */
import type * as TS from "typescript";
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { effectsOf } from "../../lib/ir/effects.js";
import type { Func, Instance, Param, Region, StreamDecl, Sym } from "../../lib/ir/ir.js";
import { isScalar, sameType, typeName, type Type } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { freshId, freshSym, nodeSpan, refuse, type Binding, type FuncInstance, type Scope, type TypeArgs, type UnitContext } from "./context.js";
import { heddleDecorators, type HeddleDecorator } from "./decorators.js";
import { heddleName } from "./heddle-symbols.js";
import { findBinding, symbolOf } from "./names.js";
import { instanceOf, lowerExpression } from "./recursion.js";
import { scalarTypeValue } from "./scalar-type-value.js";
import { readType } from "./types.js";

export type RegionNode = TS.FunctionDeclaration | TS.ClassDeclaration;
type KernelNode = TS.FunctionDeclaration | TS.MethodDeclaration;

interface KernelUse {
  readonly node: KernelNode;
  readonly decorator: HeddleDecorator;
}

/** A kernel's instance with what its arguments are in the region. */
interface Placed {
  readonly instance: Instance;
  readonly func: Func;
  readonly node: KernelNode;
}

/** Lowers a region; `undefined` when something in it was refused. */
export function lowerRegion(unit: UnitContext, node: RegionNode, name: string, typeArgs: TypeArgs): Region | undefined {
  const scope: Scope = {
    unit, node, id: freshId(unit), outer: undefined, typeArgs, bindings: new Map(), captures: [], roms: new Map(),
    readOnly: new Set(), loops: [], result: "none", block: [], conditional: false,
  };
  unit.declarations.add(node);
  const params: Param[] = [];
  const streams: StreamDecl[] = [];
  const kernels = ts.isClassDeclaration(node) ? readClass(scope, node, params, streams) : readFunction(scope, node, params, streams);
  const placed = kernels.map((k) => placeKernel(scope, k)).filter((p) => p !== undefined);
  if (placed.length !== kernels.length) return undefined;
  if (placed.length === 0) return refuse(scope, node.name ?? node, kinds.emptyRegion, [name]);
  checkStreams(scope, streams, placed);
  checkRaces(scope, params, placed);
  const instances = placed.map((p) => p.instance);
  return { kind: "region", sym: freshSym(unit, name), params, streams, instances, span: nodeSpan(scope, node) };
}

function readFunction(scope: Scope, node: TS.FunctionDeclaration, params: Param[], streams: StreamDecl[]): readonly KernelUse[] {
  for (const p of node.parameters) addParameter(scope, p, p.name, params);
  return (node.body?.statements ?? []).flatMap((s) => readStatement(scope, s, streams));
}

/** A region's body holds streams, constants, kernels and helpers, and nothing that would run. */
function readStatement(scope: Scope, node: TS.Statement, streams: StreamDecl[]): readonly KernelUse[] {
  if (ts.isFunctionDeclaration(node)) {
    const decorator = heddleDecorators(scope.unit.checker, node).find((d) => d.name === "kernel");
    return decorator === undefined ? [] : [{ node, decorator }];
  }
  if (ts.isVariableStatement(node) && node.declarationList.flags & ts.NodeFlags.Const) {
    for (const d of node.declarationList.declarations) addStream(scope, d, d.name, d.initializer, streams);
    return [];
  }
  if (!ts.isTypeAliasDeclaration(node) && !ts.isInterfaceDeclaration(node)) refuse(scope, node, kinds.regionStatement, []);
  return [];
}

function readClass(scope: Scope, node: TS.ClassDeclaration, params: Param[], streams: StreamDecl[]): readonly KernelUse[] {
  return node.members.flatMap((member): readonly KernelUse[] => {
    if (ts.isPropertyDeclaration(member)) {
      if (member.initializer === undefined) addParameter(scope, member, member.name, params);
      else addStream(scope, member, member.name, member.initializer, streams);
    }
    if (!ts.isMethodDeclaration(member)) return [];
    const decorator = heddleDecorators(scope.unit.checker, member).find((d) => d.name === "kernel");
    return decorator === undefined ? [] : [{ node: member, decorator }];
  });
}

function addParameter(scope: Scope, node: TS.Node, name: TS.Node, params: Param[]): void {
  const symbol = scope.unit.checker.getSymbolAtLocation(name);
  const reading = readType(scope, scope.unit.checker.getTypeAtLocation(name));
  if (symbol === undefined) return;
  if (reading.kind !== "type") {
    refuse(scope, node, typeKinds.notHardwareType, [reading.kind === "problem" ? reading.message : `'${name.getText()}' needs a hardware type, such as int32`]);
    return;
  }
  const sym = freshSym(scope.unit, name.getText());
  params.push({ sym, type: reading.type, span: nodeSpan(scope, node) });
  scope.bindings.set(symbol, bindingFor(sym, reading.type));
}

function bindingFor(sym: Sym, type: Type): Binding {
  if (isScalar(type)) return { kind: "scalar", sym, type, mutable: false, exact: false };
  return type.kind === "tensor" ? { kind: "tensor", sym, type } : { kind: "stream", sym, type };
}

/** `const pipe = stream(int32, { depth: 4 })`; any other constant is left to be evaluated where it is used. */
function addStream(scope: Scope, node: TS.Node, name: TS.Node, init: TS.Expression | undefined, streams: StreamDecl[]): void {
  if (init === undefined || !ts.isCallExpression(init) || heddleName(scope.unit.checker, init.expression) !== "stream") return;
  const symbol = scope.unit.checker.getSymbolAtLocation(name);
  const [dtype, options] = init.arguments;
  const element = dtype === undefined ? undefined : scalarTypeValue(scope, dtype);
  if (symbol === undefined) return;
  if (element === undefined) {
    refuse(scope, dtype ?? init, typeKinds.notHardwareType, ["only streams of scalars are supported so far"]);
    return;
  }
  const depth = streamDepth(scope, options);
  if (depth === undefined) return;
  const sym = freshSym(scope.unit, name.getText());
  const type = { kind: "stream", element, depth } as const;
  streams.push({ sym, type, span: nodeSpan(scope, node) });
  scope.bindings.set(symbol, { kind: "stream", sym, type });
}

/** Vitis gives a stream without a depth two places; so do we. */
const defaultDepth = 2;

function streamDepth(scope: Scope, options: TS.Expression | undefined): number | undefined {
  if (options === undefined) return defaultDepth;
  const node = optionNode(options, "depth");
  if (node === undefined) return defaultDepth;
  const value = lowerExpression(scope, node);
  const depth = value?.kind === "literal" && typeof value.value === "bigint" ? Number(value.value) : 0;
  return depth >= 1 && depth <= 2 ** 24 ? depth : refuse(scope, node, kinds.badDepth, [node.getText()]);
}

function optionNode(options: TS.Expression, name: string): TS.Expression | undefined {
  if (!ts.isObjectLiteralExpression(options)) return undefined;
  const property = options.properties.find((p) => p.name?.getText() === name);
  if (property === undefined) return undefined;
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

// ---- kernels -------------------------------------------------------------------------------------------------------------

function placeKernel(scope: Scope, use: KernelUse): Placed | undefined {
  const name = use.node.name?.getText() ?? "kernel";
  if (!isSingleInstance(scope, use.decorator)) return undefined;
  const args = argumentSymbols(scope, use);
  if (args === undefined) return undefined;
  if (args.length !== use.node.parameters.length) {
    return refuse(scope, use.decorator.node, kinds.kernelArguments, [name, use.node.parameters.length, args.length]);
  }
  const outer = scope;
  const argTypes = args.map((a) => bindingType(scope, a));
  const instance = instanceOf(scope.unit, { node: use.node, name, typeArgs: scope.typeArgs, argTypes, outer }, use.node);
  if (instance?.func === undefined) return undefined;
  return connect(scope, use, instance, instance.func, args);
}

function isSingleInstance(scope: Scope, decorator: HeddleDecorator): boolean {
  const mapping = decorator.options === undefined ? undefined : optionNode(decorator.options, "mapping");
  if (mapping === undefined) return true;
  const value = lowerExpression(scope, mapping);
  const ones = value?.kind === "table" && value.array.kind === "array" && value.array.elements.every((e) => e.kind === "int" && e.value === 1n);
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
  const symbol = ts.isIdentifier(node) ? symbolOf(scope, node) : ts.isStringLiteral(node) ? fieldSymbol(scope, node.text) : undefined;
  if (symbol === undefined || !scope.bindings.has(symbol)) return refuse(scope, node, kinds.argsName, [node.getText(), boundNames(scope)]);
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
function connect(scope: Scope, use: KernelUse, made: FuncInstance, func: Func, args: readonly TS.Symbol[]): Placed | undefined {
  const bindings = [...args, ...made.captures].map((symbol) => findBinding(scope, symbol));
  const syms: Sym[] = [];
  for (const [i, binding] of bindings.entries()) {
    const param = func.params[i];
    if (binding === undefined || binding.kind === "constant" || param === undefined) return undefined;
    if (!sameType(binding.type, param.type)) {
      return refuse(scope, use.node.parameters[i] ?? use.node, typeKinds.argumentType, [typeName(binding.type), typeName(param.type)]);
    }
    syms.push(binding.sym);
  }
  const twice = syms.find((s, i) => syms.findIndex((o) => o.id === s.id) !== i);
  if (twice !== undefined) return refuse(scope, use.decorator.node, kinds.aliasedArgument, [twice.name]);
  return { instance: { callee: func.sym, args: syms, span: nodeSpan(scope, use.node.name ?? use.node) }, func, node: use.node };
}

// ---- checks --------------------------------------------------------------------------------------------------------------

/** Which kernels do `what` to the region's name `sym`. */
function usersOf(scope: Scope, placed: readonly Placed[], sym: Sym, what: "puts" | "gets" | "writes"): readonly string[] {
  return placed.flatMap((p) => {
    const effects = effectsOf(p.func, { functions: scope.unit.functions, top: p.func });
    const does = p.instance.args.some((a, i) => {
      const param = p.func.params[i];
      return a.id === sym.id && param !== undefined && effects[what].has(param.sym.id);
    });
    return does ? [p.func.sym.name] : [];
  });
}

function checkStreams(scope: Scope, streams: readonly StreamDecl[], placed: readonly Placed[]): void {
  for (const s of streams) {
    const node = declarationOf(scope, s.sym) ?? scope.node;
    const producers = usersOf(scope, placed, s.sym, "puts");
    const consumers = usersOf(scope, placed, s.sym, "gets");
    if (producers.length > 1) refuse(scope, node, dataflow.severalProducers, [s.sym.name, producers]);
    if (consumers.length > 1) refuse(scope, node, dataflow.severalConsumers, [s.sym.name, consumers]);
    if (producers.length === 0) refuse(scope, node, dataflow.noProducer, [s.sym.name]);
    else if (consumers.length === 0) refuse(scope, node, dataflow.noConsumer, [s.sym.name]);
  }
}

/** Two kernels may share a tensor only if neither writes it. */
function checkRaces(scope: Scope, params: readonly Param[], placed: readonly Placed[]): void {
  for (const p of params) {
    if (p.type.kind !== "tensor") continue;
    const users = placed.filter((k) => k.instance.args.some((a) => a.id === p.sym.id));
    const writers = usersOf(scope, placed, p.sym, "writes");
    const writer = writers[0];
    const other = users.find((k) => k.func.sym.name !== writer);
    if (writer !== undefined && other !== undefined) refuse(scope, other.node.name ?? other.node, dataflow.race, [p.sym.name, writer, other.func.sym.name]);
  }
}

function declarationOf(scope: Scope, sym: Sym): TS.Node | undefined {
  for (const [symbol, binding] of scope.bindings) {
    if (binding.kind !== "constant" && binding.sym.id === sym.id) return symbol.valueDeclaration;
  }
  return undefined;
}
