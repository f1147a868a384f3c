/**
 * Regions: functions and classes that hold streams, kernels and other regions. Each becomes a function with a network; that
 * of the unit's own region is taken out of it in the end.
 */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import type { Func, Param } from "../../lib/ir/ir.js";
import { inFlowOrder } from "../../lib/analysis/flow-order.js";
import { ts } from "../ts.js";
import { evaluate } from "./constants.js";
import {
  bind, errorCount, inBlock, newScope, nodeSpan, refuse, type FuncInstance, type Scope, type UnitContext,
} from "./context.js";
import { lowerDeclaration } from "./declarations.js";
import { heddleDecorators } from "./decorators.js";
import { heddleName } from "./heddle-symbols.js";
import { withLayouts } from "./layout-network.js";
import { bindParameters, parametersOf } from "./parameters.js";
import type { CompiledNode, FunctionNode, InstanceRequest } from "./recursion.js";
import { startCalled } from "./region-calls.js";
import { checkOptions, placeKernel, type KernelUse, type Placed } from "./region-kernels.js";
import { checkRegion, endsOf } from "./region-checks.js";
import { checkRaces } from "./region-races.js";
import { settledStreams } from "./region-streams.js";
import { isStreamDeclaration, isTokenType, lowerStreamDeclaration, type DeclaredStream } from "./stream-declarations.js";
import { functionName } from "./syntax.js";
import { readType } from "./types.js";

export type RegionNode = FunctionNode | TS.ClassDeclaration;

/** What a region starts: a kernel declared in it, or a call. */
type Start = KernelUse | { readonly call: TS.CallExpression };

/** What is gathered while a region is read. */
interface Reading {
  readonly scope: Scope;
  readonly streams: DeclaredStream[];
  readonly starts: Start[];
  /** Statements that would run. */
  readonly running: TS.Statement[];
}

export function isRegionNode(unit: UnitContext, node: CompiledNode): node is RegionNode {
  return ts.isClassDeclaration(node) || heddleDecorators(unit.checker, node).some((d) => d.name === "region");
}

/** Lowers a region; `undefined` when something in it was refused. */
export function lowerRegion(
  unit: UnitContext, node: RegionNode, { args, outer, typeArgs }: InstanceRequest, sym: Func["sym"],
): FuncInstance | undefined {
  const scope = newScope({ unit, node, outer, typeArgs, place: undefined, results: [] });
  unit.declarations.add(node);
  const before = errorCount(unit);
  const r: Reading = { scope, streams: [], starts: [], running: [] };
  checkHead(scope, node);
  const params = bindParameters(scope, parametersOf(node), args);
  if (ts.isClassDeclaration(node)) readClass(r, node);
  else readFunction(r, node);
  const isKernel = r.starts.length === 0 && r.running.length > 0;
  if (!isKernel) for (const s of r.running) refuse(scope, s, kinds.regionStatement, []);
  if (params === undefined || errorCount(unit) > before) return undefined;
  if (r.starts.length === 0) return refuse(scope, node.name ?? node, kinds.emptyRegion, [sym.name]);
  const placed = r.starts.flatMap((s) => ("call" in s ? startCalled(scope, s.call) : placeKernel(scope, s)) ?? []);
  if (errorCount(unit) > before) return undefined;
  return { sym, captures: scope.captures, places: [], func: networkOf(r, sym, params, placed) };
}

function networkOf(r: Reading, sym: Func["sym"], own: readonly Param[], placed: readonly Placed[]): Func {
  const { scope, streams } = r;
  const params = [...own, ...scope.captures.map((c) => c.param)];
  checkRegion(scope, params, streams, placed);
  const ends = endsOf(scope.unit, placed);
  const instances = inFlowOrder(placed, (p) => ends.get(p) ?? { puts: [], gets: [] }).map((p) => p.instance);
  const before = errorCount(scope.unit);
  const settled = settledStreams(scope, { sym, params, streams: streams.map((s) => s.decl), instances }, streams);
  const network = withLayouts(scope, settled, params);
  const made: Func = { kind: "func", sym, params, results: [], states: [], body: [], network, span: nodeSpan(scope, scope.node) };
  if (errorCount(scope.unit) === before) checkRaces(scope.unit, made);
  return made;
}

/** A region has no options, and returns nothing. */
function checkHead(scope: Scope, node: RegionNode): void {
  const { checker } = scope.unit;
  for (const d of heddleDecorators(checker, node)) if (d.name === "region") checkOptions(scope, d, []);
  if (ts.isClassDeclaration(node)) return;
  const signature = checker.getSignatureFromDeclaration(node);
  const isVoid = signature === undefined || readType(scope, checker.getReturnTypeOfSignature(signature)).kind === "void";
  if (!isVoid) refuse(scope, node.type ?? node.name ?? node, dataflow.returnsInRegion, ["region", functionName(node)]);
}

function readFunction(r: Reading, node: FunctionNode): void {
  if (node.body !== undefined && ts.isBlock(node.body)) for (const s of node.body.statements) readStatement(r, s);
}

/** A region's body holds streams, constants, kernels, helpers and calls of regions, and nothing that would run. */
function readStatement(r: Reading, node: TS.Statement): void {
  if (ts.isFunctionDeclaration(node)) return readKernel(r, node);
  if (ts.isVariableStatement(node) && node.declarationList.flags & ts.NodeFlags.Const) {
    for (const d of node.declarationList.declarations) readConstant(r, d, node.declarationList);
    return;
  }
  if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) {
    r.starts.push({ call: node.expression });
    return;
  }
  const isSilent = ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isEmptyStatement(node);
  if (!isSilent) r.running.push(node);
}

function readClass(r: Reading, node: TS.ClassDeclaration): void {
  for (const member of node.members) {
    if (ts.isPropertyDeclaration(member) && member.initializer !== undefined) readField(r, member, member.initializer);
    if (ts.isMethodDeclaration(member)) readKernel(r, member);
  }
}

/** A kernel starts with the region; regions and helpers wait for their calls. */
function readKernel(r: Reading, node: TS.FunctionDeclaration | TS.MethodDeclaration): void {
  const decorator = heddleDecorators(r.scope.unit.checker, node).find((d) => d.name === "kernel");
  if (decorator !== undefined) r.starts.push({ node, decorator });
}

/** `const pipe = stream(int32)`, `const n = 4`, `const row = A[0]`. */
function readConstant(r: Reading, node: TS.VariableDeclaration, list: TS.VariableDeclarationList): void {
  const init = node.initializer;
  if (init === undefined || addStream(r, node, node.name, init) || isTokenType(r.scope, init)) return;
  if (ts.isArrowFunction(init) || ts.isFunctionExpression(init)) return;
  if (ts.isIdentifier(node.name) && bindConstant(r.scope, node.name, init)) return;
  const text = node.name.getText();
  if (isMade(r.scope, init)) return refuseValue(r.scope, node, text);
  const before = errorCount(r.scope.unit);
  const made = inBlock(r.scope, () => {
    lowerDeclaration(r.scope, node, list);
  });
  if (made.length > 0 && errorCount(r.scope.unit) === before) refuseValue(r.scope, node, text);
}

/** A field of a class: a stream, a constant, or a call that starts a region. */
function readField(r: Reading, node: TS.PropertyDeclaration, init: TS.Expression): void {
  if (addStream(r, node, node.name, init) || bindConstant(r.scope, node.name, init)) return;
  if (ts.isCallExpression(init) && !isMade(r.scope, init)) r.starts.push({ call: init });
  else refuseValue(r.scope, node, node.name.getText());
}

function bindConstant(scope: Scope, name: TS.Node, init: TS.Expression): boolean {
  const symbol = scope.unit.checker.getSymbolAtLocation(name);
  const found = symbol === undefined ? undefined : evaluate(scope, init);
  if (symbol === undefined || found?.kind !== "known") return false;
  bind(scope, symbol, { kind: "constant", value: found.value });
  return true;
}

/** What only kernels can make: tensors and states. */
const makers: ReadonlySet<string> = new Set(["zeros", "ones", "full", "tensor", "state"]);

function isMade(scope: Scope, init: TS.Expression): boolean {
  return ts.isCallExpression(init) && makers.has(heddleName(scope.unit.checker, init.expression) ?? "");
}

/** Uses of the name say nothing more. */
function refuseValue(scope: Scope, node: TS.VariableDeclaration | TS.PropertyDeclaration, text: string): void {
  const symbol = scope.unit.checker.getSymbolAtLocation(node.name);
  if (symbol !== undefined) scope.unit.refused.add(symbol);
  refuse(scope, node, dataflow.regionValue, [text]);
}

/** `stream(int32, { depth: 4 })` and the like; false for anything else. */
function addStream(r: Reading, node: TS.Node, name: TS.Node, init: TS.Expression): boolean {
  const { scope } = r;
  if (!isStreamDeclaration(scope, init)) return false;
  const symbol = scope.unit.checker.getSymbolAtLocation(name);
  if (symbol === undefined) return true;
  scope.unit.refused.add(symbol);
  const declared = lowerStreamDeclaration(scope, node, name, init);
  if (declared === undefined) return true;
  scope.unit.refused.delete(symbol);
  r.streams.push(declared);
  bind(scope, symbol, declared.binding);
  return true;
}
