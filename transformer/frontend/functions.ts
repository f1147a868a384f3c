/** Instances of functions: parameters bound, body lowered, result types settled. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import type { Func, Param, Stmt } from "../../lib/ir/ir.js";
import { index, typeName } from "../../lib/ir/types.js";
import { visitExprs } from "../../lib/ir/walk.js";
import { ts } from "../ts.js";
import { layoutKey } from "./arguments.js";
import {
  errorCount, freshSym, inBlock, newScope, nodeSpan, refuse, type FuncInstance, type Scope, type UnitContext,
} from "./context.js";
import { bindParameters, parametersOf, type ParameterNode } from "./parameters.js";
import { withPeeks } from "./peeks.js";
import type { FunctionNode, InstanceRequest } from "./recursion.js";
import { isRegionNode, lowerRegion } from "./regions.js";
import { declaredResults, lowerReturnValue, settleResults } from "./results.js";
import { lowerStatements } from "./statements.js";
import { contains } from "./syntax.js";
import { usedTables } from "./tables.js";
import { atInstantiation, typeArgsKey } from "./templates.js";
import { readType } from "./types.js";

/** The instance for `request`, lowered on first use; `undefined` when its body was refused. */
export function lowerInstance(unit: UnitContext, request: InstanceRequest, at: TS.Node): FuncInstance | undefined {
  if (unit.inProgress.has(request.node)) return refuse({ unit }, at, kinds.recursion, [request.name]);
  const key = instanceKey(unit, request);
  const known = unit.instances.get(key);
  if (known !== undefined) return known;
  const sym = freshSym(unit, request.name);
  unit.instances.set(key, { sym, captures: [], places: [], func: undefined });
  unit.inProgress.add(request.node);
  const before = unit.diagnostics.length;
  const lowered = lowerNode(unit, request, sym);
  if (request.typeArgs.size > 0 && at !== request.node) {
    const found = unit.diagnostics.splice(before);
    unit.diagnostics.push(...found.map((d) => atInstantiation(d, nodeSpan({ unit }, at), request.name)));
  }
  unit.inProgress.delete(request.node);
  if (lowered === undefined) return undefined;
  unit.instances.set(key, lowered);
  if (lowered.func !== undefined) unit.functions.push(lowered.func);
  return splitsState(unit, request, lowered, at) ? undefined : lowered;
}

/** Refuses a second instance, for other arguments, of a function that keeps states: each would have its own. */
function splitsState(unit: UnitContext, request: InstanceRequest, { func }: FuncInstance, at: TS.Node): boolean {
  const [state] = func?.states ?? [];
  if (func === undefined || state === undefined) return false;
  const key = ownKey(request);
  const other = unit.stateful.get(key);
  unit.stateful.set(key, other ?? func);
  if (other === undefined) return false;
  refuse({ unit }, at, constructKinds.splitState, [request.name, state.sym.name]);
  return true;
}

/** What an instance is for, but for what its arguments are. */
function ownKey({ node, name, typeArgs, outer, place }: InstanceRequest): string {
  const copies = (outer?.copies ?? []).filter((c) => contains(c.node, node)).map((c) => c.id);
  const { fileName } = node.getSourceFile();
  return [fileName, node.pos, name, typeArgsKey(typeArgs), outer?.id ?? 0, copies.join(), place?.at.join() ?? ""].join("|");
}

function instanceKey(unit: UnitContext, request: InstanceRequest): string {
  const open = parametersOf(request.node).map((p, i) => {
    const arg = request.args[i];
    if (arg === undefined) return "";
    const type = arg.type !== undefined && isOpenParameter(unit, request, p) ? typeName(arg.type) : "";
    return type + layoutKey(arg);
  });
  return [ownKey(request), ...open].join("|");
}

/** A parameter whose IR type depends on the argument: `x: number`, or a stream (whose depth the type doesn't say). */
function isOpenParameter(unit: UnitContext, { typeArgs }: InstanceRequest, p: ParameterNode): boolean {
  const reading = readType({ unit, typeArgs }, unit.checker.getTypeAtLocation(p));
  return reading.kind !== "type" || reading.type.kind === "stream";
}

function lowerNode(unit: UnitContext, request: InstanceRequest, sym: Func["sym"]): FuncInstance | undefined {
  const { node } = request;
  if (isRegionNode(unit, node)) return lowerRegion(unit, node, request, sym);
  return ts.isClassDeclaration(node) ? undefined : lowerFunction(unit, node, request, sym);
}

function lowerFunction(
  unit: UnitContext, node: FunctionNode, { args, outer, typeArgs, place }: InstanceRequest, sym: Func["sym"],
): FuncInstance | undefined {
  const results = declaredResults({ unit, typeArgs }, node);
  if (results === undefined) return undefined;
  const scope = newScope({ unit, node, outer, typeArgs, place, results });
  unit.declarations.add(node);
  const params = bindParameters(scope, node.parameters, args);
  if (params === undefined) return undefined;
  const before = errorCount(unit);
  const statements = inBlock(scope, () => lowerBody(scope, node));
  if (errorCount(unit) > before) return undefined;
  const settled = settleResults(scope, node, statements);
  if (settled === undefined) return undefined;
  const own = withPeeks(scope, [...scope.block, ...settled.body]);
  const body = [...scope.registers, ...own];
  const hidden = hiddenParameters(scope, body);
  const func: Func = {
    kind: "func",
    sym,
    params: [...params, ...hidden.map((h) => h.param), ...scope.captures.map((c) => c.param)],
    results: settled.results,
    states: scope.states,
    body: [...usedTables(scope.roms, body), ...body],
    span: nodeSpan(scope, node),
  };
  return { sym, captures: scope.captures, places: hidden.map((h) => h.dimension), func };
}

/** The parameters for the place of the instance that `body` reads. */
function hiddenParameters(
  scope: Scope, body: readonly Stmt[],
): readonly { readonly dimension: number; readonly param: Param }[] {
  if (scope.place === undefined || scope.place.params.size === 0) return [];
  const read = new Set<number>();
  visitExprs(body, (e) => {
    if (e.kind === "var") read.add(e.sym.id);
  });
  const params = [...scope.place.params].filter(([, sym]) => read.has(sym.id)).sort(([a], [b]) => a - b);
  return params.map(([dimension, sym]) => ({ dimension, param: { sym, type: index, span: nodeSpan(scope, scope.node) } }));
}

/** An expression-bodied arrow function is a single `return`. */
function lowerBody(scope: Scope, node: FunctionNode): void {
  const body = node.body;
  if (body === undefined) return;
  if (ts.isBlock(body)) lowerStatements(scope, body.statements);
  else lowerReturnValue(scope, body, body);
}
