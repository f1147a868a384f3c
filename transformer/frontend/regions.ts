/** Regions: functions and classes that hold streams and kernels. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Param, Region, StreamDecl, Sym } from "../../lib/ir/ir.js";
import { isScalar, type Type } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { freshId, freshSym, nodeSpan, refuse, type Binding, type Scope, type TypeArgs, type UnitContext } from "./context.js";
import { heddleDecorators } from "./decorators.js";
import { heddleName } from "./heddle-symbols.js";
import { lowerExpression } from "./recursion.js";
import { checkRaces, checkStreams } from "./region-checks.js";
import { optionNode, placeKernel, type KernelUse } from "./region-kernels.js";
import { scalarTypeValue } from "./scalar-type-value.js";
import { readType } from "./types.js";

export type RegionNode = TS.FunctionDeclaration | TS.ClassDeclaration;

/** Lowers a region; `undefined` when something in it was refused. */
export function lowerRegion(unit: UnitContext, node: RegionNode, name: string, typeArgs: TypeArgs): Region | undefined {
  const scope: Scope = {
    unit,
    node,
    id: freshId(unit),
    outer: undefined,
    typeArgs,
    bindings: new Map(),
    captures: [],
    roms: new Map(),
    readOnly: new Set(),
    loops: [],
    result: "none",
    block: [],
    conditional: false,
  };
  unit.declarations.add(node);
  const params: Param[] = [];
  const streams: StreamDecl[] = [];
  const kernels = ts.isClassDeclaration(node)
    ? readClass(scope, node, params, streams)
    : readFunction(scope, node, params, streams);
  const placed = kernels.map((k) => placeKernel(scope, k)).filter((p) => p !== undefined);
  if (placed.length !== kernels.length) return undefined;
  if (placed.length === 0) return refuse(scope, node.name ?? node, kinds.emptyRegion, [name]);
  checkStreams(scope, streams, placed);
  checkRaces(scope, params, placed);
  const instances = placed.map((p) => p.instance);
  return { kind: "region", sym: freshSym(unit, name), params, streams, instances, span: nodeSpan(scope, node) };
}

function readFunction(
  scope: Scope,
  node: TS.FunctionDeclaration,
  params: Param[],
  streams: StreamDecl[],
): readonly KernelUse[] {
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
  if (!ts.isTypeAliasDeclaration(node) && !ts.isInterfaceDeclaration(node))
    refuse(scope, node, kinds.regionStatement, []);
  return [];
}

function readClass(
  scope: Scope,
  node: TS.ClassDeclaration,
  params: Param[],
  streams: StreamDecl[],
): readonly KernelUse[] {
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
    refuse(scope, node, typeKinds.notHardwareType, [
      reading.kind === "problem" ? reading.message : `'${name.getText()}' needs a hardware type, such as int32`,
    ]);
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
function addStream(
  scope: Scope,
  node: TS.Node,
  name: TS.Node,
  init: TS.Expression | undefined,
  streams: StreamDecl[],
): void {
  if (init === undefined || !ts.isCallExpression(init) || heddleName(scope.unit.checker, init.expression) !== "stream")
    return;
  const symbol = scope.unit.checker.getSymbolAtLocation(name);
  const [dtype, options] = init.arguments;
  const element = dtype === undefined ? undefined : scalarTypeValue(scope, dtype);
  if (symbol === undefined) return;
  scope.unit.refused.add(symbol);
  if (element === undefined) {
    refuse(scope, dtype ?? init, typeKinds.notHardwareType, ["only streams of scalars are supported so far"]);
    return;
  }
  const depth = streamDepth(scope, options);
  if (depth === undefined) return;
  const sym = freshSym(scope.unit, name.getText());
  const type = { kind: "stream", element, depth } as const;
  streams.push({ sym, type, span: nodeSpan(scope, node) });
  scope.unit.refused.delete(symbol);
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
