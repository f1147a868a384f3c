/** Regions: functions and classes that hold streams and kernels. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Param, Region, StreamDecl } from "../../lib/ir/ir.js";
import { isScalar, type Type } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { bind, freshSym, newScope, nodeSpan, refuse, type Binding, type Scope, type TypeArgs, type UnitContext } from "./context.js";
import { heddleDecorators } from "./decorators.js";
import { heddleName } from "./heddle-symbols.js";
import { optionNode } from "./options.js";
import { lowerExpression } from "./recursion.js";
import { checkRegion } from "./region-checks.js";
import { placeKernel, type KernelUse, type RegionName } from "./region-kernels.js";
import { structVariable } from "./structs.js";
import { typeValue } from "./type-values.js";
import { readType } from "./types.js";
import { wholeTensor } from "./value.js";

export type RegionNode = TS.FunctionDeclaration | TS.ClassDeclaration;

/** What is gathered while a region is read. */
interface Reading {
  readonly scope: Scope;
  readonly params: Param[];
  readonly streams: StreamDecl[];
  readonly names: Map<TS.Symbol, RegionName>;
  /** Where each name is declared, by the id of its `Sym`. */
  readonly nodes: Map<number, TS.Node>;
}

/** Lowers a region; `undefined` when something in it was refused. */
export function lowerRegion(unit: UnitContext, node: RegionNode, name: string, typeArgs: TypeArgs): Region | undefined {
  const scope = newScope({ unit, node, outer: undefined, typeArgs, place: undefined, results: [] });
  unit.declarations.add(node);
  const r: Reading = { scope, params: [], streams: [], names: new Map(), nodes: new Map() };
  const kernels = ts.isClassDeclaration(node) ? readClass(r, node) : readFunction(r, node);
  const placed = kernels.map((k) => placeKernel(scope, r.names, k));
  const known = placed.filter((p) => p !== undefined);
  if (known.length !== placed.length) return undefined;
  if (placed.length === 0) return refuse(scope, node.name ?? node, kinds.emptyRegion, [name]);
  checkRegion(scope, r.params, r.streams, known.flat(), r.nodes);
  const instances = known.flat().map((p) => p.instance);
  const { params, streams } = r;
  return { kind: "region", sym: freshSym(unit, name), params, streams, instances, span: nodeSpan(scope, node) };
}

function readFunction(r: Reading, node: TS.FunctionDeclaration): readonly KernelUse[] {
  for (const p of node.parameters) addParameter(r, p, p.name);
  return (node.body?.statements ?? []).flatMap((s) => readStatement(r, s));
}

/** A region's body holds streams, constants, kernels and helpers, and nothing that would run. */
function readStatement(r: Reading, node: TS.Statement): readonly KernelUse[] {
  if (ts.isFunctionDeclaration(node)) {
    const decorator = heddleDecorators(r.scope.unit.checker, node).find((d) => d.name === "kernel");
    return decorator === undefined ? [] : [{ node, decorator }];
  }
  if (ts.isVariableStatement(node) && node.declarationList.flags & ts.NodeFlags.Const) {
    for (const d of node.declarationList.declarations) addStream(r, d, d.name, d.initializer);
    return [];
  }
  if (!ts.isTypeAliasDeclaration(node) && !ts.isInterfaceDeclaration(node))
    refuse(r.scope, node, kinds.regionStatement, []);
  return [];
}

function readClass(r: Reading, node: TS.ClassDeclaration): readonly KernelUse[] {
  return node.members.flatMap((member): readonly KernelUse[] => {
    if (ts.isPropertyDeclaration(member)) {
      if (member.initializer === undefined) addParameter(r, member, member.name);
      else addStream(r, member, member.name, member.initializer);
    }
    if (!ts.isMethodDeclaration(member)) return [];
    const decorator = heddleDecorators(r.scope.unit.checker, member).find((d) => d.name === "kernel");
    return decorator === undefined ? [] : [{ node: member, decorator }];
  });
}

function addParameter(r: Reading, node: TS.Node, name: TS.Node): void {
  const { scope } = r;
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
  r.params.push({ sym, type: reading.type, span: nodeSpan(scope, node) });
  declare(r, symbol, { sym, type: reading.type }, node);
}

function declare(r: Reading, symbol: TS.Symbol, name: RegionName, node: TS.Node): void {
  r.names.set(symbol, name);
  r.nodes.set(name.sym.id, node);
  bind(r.scope, symbol, bindingFor(r.scope, name, node));
}

function bindingFor(scope: Scope, { sym, type }: { readonly sym: RegionName["sym"]; readonly type: Type }, node: TS.Node): Binding {
  if (isScalar(type)) return { kind: "scalar", sym, type, mutable: false, exact: false };
  if (type.kind === "struct") return { kind: "value", value: structVariable(sym, type, scope, node) };
  return type.kind === "tensor" ? { kind: "tensor", tensor: wholeTensor(sym, type) } : { kind: "stream", sym, type };
}

/** `const pipe = stream(int32, { depth: 4 })`; any other constant is left to be evaluated where it is used. */
function addStream(r: Reading, node: TS.Node, name: TS.Node, init: TS.Expression | undefined): void {
  const { scope } = r;
  if (init === undefined || !ts.isCallExpression(init) || heddleName(scope.unit.checker, init.expression) !== "stream")
    return;
  const symbol = scope.unit.checker.getSymbolAtLocation(name);
  const [dtype, options] = init.arguments;
  const element = dtype === undefined ? undefined : typeValue(scope, dtype);
  if (symbol === undefined) return;
  scope.unit.refused.add(symbol);
  if (element === undefined) {
    refuse(scope, dtype ?? init, typeKinds.notHardwareType, ["a stream carries scalars or structs"]);
    return;
  }
  const depth = streamDepth(scope, options);
  if (depth === undefined) return;
  const sym = freshSym(scope.unit, name.getText());
  const type = { kind: "stream", element, depth } as const;
  r.streams.push({ sym, type, span: nodeSpan(scope, node) });
  scope.unit.refused.delete(symbol);
  declare(r, symbol, { sym, type }, node);
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
