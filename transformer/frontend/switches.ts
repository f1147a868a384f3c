/** `switch` on integers, and on constant strings. A body that falls through is followed by what it falls into, lowered once more. */
import type * as TS from "typescript";
import { shapes as shapeKinds } from "../../lib/diagnostics/catalogue/shapes.js";
import { completes } from "../../lib/ir/flow.js";
import type { Const, Stmt } from "../../lib/ir/ir.js";
import { isIntegral, typeName } from "../../lib/ir/types.js";
import { visitStmts } from "../../lib/ir/walk.js";
import { ts } from "../ts.js";
import { freshId, inBlock, inCopy, nodeSpan, refuse, type Scope } from "./context.js";
import { namesIn } from "./declarations.js";
import { whyUnknown } from "./names.js";
import { decided } from "./placed.js";
import { lowerExpression, lowerStatement } from "./recursion.js";
import { useOf } from "./syntax.js";
import { toExpr, type Value } from "./value.js";

/** Strings exist at compile time only. */
type CaseValue = bigint | string;

/** Cases that share a body: their values (none for `default`), and the statements. */
interface Group {
  readonly values: readonly CaseValue[];
  readonly isDefault: boolean;
  readonly statements: readonly TS.Statement[];
}

/** Lowers a `switch`; one on a constant keeps only the case it chooses. */
export function lowerSwitch(scope: Scope, node: TS.SwitchStatement): void {
  const value = lowerExpression(scope, node.expression);
  const groups = value === undefined ? undefined : groupsOf(scope, node);
  if (value === undefined || groups === undefined || refuseShared(scope, groups)) return;
  const known = constantIn(decided(scope, value));
  if (known !== undefined) return lowerChosen(scope, node, groups, known);
  const expr = toExpr(scope, node.expression, value);
  if (expr === undefined) return;
  if (!isIntegral(expr.type) || expr.type.kind === "bool") {
    return refuse(scope, node.expression, shapeKinds.switchNotInteger, [typeName(expr.type)]);
  }
  const id = freshId(scope.unit);
  const bodies = groups.map((_, i) => bodyFrom(scope, groups, i, id));
  const cases = groups.flatMap((g, i) => (g.isDefault ? [] : [{ values: g.values.filter((v) => typeof v === "bigint"), body: bodies[i] ?? [] }]));
  const otherwise = bodies[groups.findIndex((g) => g.isDefault)] ?? [];
  scope.block.push({ kind: "switch", value: expr, cases, default: otherwise, id, span: nodeSpan(scope, node) });
}

/** The value of a literal, or of a constant string. */
function constantIn(v: Value): bigint | number | boolean | string | undefined {
  if (v.kind === "literal") return v.value;
  if (v.kind === "constant" && v.value.kind === "string") return v.value.value;
  return v.kind === "scalar" && v.expr.kind === "const" ? v.expr.value : undefined;
}

/** A chosen body stands alone, in a loop that its `break`s can leave. */
function lowerChosen(
  scope: Scope, node: TS.SwitchStatement, groups: readonly Group[], value: bigint | number | boolean | string,
): void {
  const id = freshId(scope.unit);
  const found = groups.findIndex((g) => g.values.some((v) => v === value));
  const first = found >= 0 ? found : groups.findIndex((g) => g.isDefault);
  if (first < 0) return;
  const body = bodyFrom(scope, groups, first, id);
  const needsLoop = body.some((s) => jumpsTo(s, id));
  const span = nodeSpan(scope, node);
  if (!needsLoop) scope.block.push(...body);
  else scope.block.push({ kind: "switch", value: constantZero(span), cases: [], default: body, id, span });
}

function constantZero(span: Stmt["span"]): Const {
  return { kind: "const", value: 0n, type: { kind: "int", width: 1, signed: false }, span };
}

function jumpsTo(s: Stmt, id: number): boolean {
  let found = false;
  visitStmts([s], (x) => {
    found ||= x.kind === "break" && x.loop === id;
  });
  return found;
}

/** Consecutive labels belong to the body after them. */
function groupsOf(scope: Scope, node: TS.SwitchStatement): readonly Group[] | undefined {
  const groups: Group[] = [];
  const seen = new Set<CaseValue>();
  let values: CaseValue[] = [];
  let isDefault = false;
  for (const clause of node.caseBlock.clauses) {
    const label = ts.isCaseClause(clause) ? caseValue(scope, clause, seen) : "default";
    if (label === undefined) return undefined;
    if (label === "default") isDefault = true;
    else values.push(label.value);
    if (clause.statements.length === 0 && clause !== node.caseBlock.clauses.at(-1)) continue;
    groups.push({ values, isDefault, statements: clause.statements });
    values = [];
    isDefault = false;
  }
  return groups;
}

function caseValue(scope: Scope, clause: TS.CaseClause, seen: Set<CaseValue>): { readonly value: CaseValue } | undefined {
  const { expression } = clause;
  const lowered = lowerExpression(scope, expression);
  if (lowered === undefined) return undefined;
  const value = constantIn(decided(scope, lowered));
  if (typeof value !== "bigint" && typeof value !== "string") {
    return refuse(scope, expression, shapeKinds.caseNotConstant, [expression.getText()], whyUnknown(scope, expression));
  }
  if (seen.has(value)) return refuse(scope, expression, shapeKinds.caseTwice, [String(value)]);
  seen.add(value);
  return { value };
}

/** Refuses the use of a name that another case declares: a run may jump past the declaration. */
function refuseShared(scope: Scope, groups: readonly Group[]): boolean {
  const shared = groups.flatMap((g) => {
    const others = groups.filter((o) => o !== g).flatMap((o) => o.statements);
    return declaredIn(scope, g).flatMap((name) => {
      const use = firstUse(scope, name, others);
      return use === undefined ? [] : [{ name, use }];
    });
  });
  for (const { name, use } of shared) {
    const declared = { span: nodeSpan(scope, name), message: "it is declared here" };
    refuse(scope, use, shapeKinds.otherCase, [name.text], [declared]);
  }
  return shared.length > 0;
}

function firstUse(scope: Scope, name: TS.Identifier, statements: readonly TS.Statement[]): TS.Identifier | undefined {
  const symbol = scope.unit.checker.getSymbolAtLocation(name);
  return symbol === undefined ? undefined : statements.flatMap((s) => useOf(scope, symbol, s) ?? [])[0];
}

/** The variables of the group, and its functions that use one of them. */
function declaredIn(scope: Scope, g: Group): readonly TS.Identifier[] {
  const lists = g.statements.filter(ts.isVariableStatement).map((s) => s.declarationList);
  const variables = lists.flatMap((list) => list.declarations.flatMap((d) => namesIn(d.name)));
  const functions = g.statements.filter(ts.isFunctionDeclaration);
  const capturing = functions.filter((f) => variables.some((name) => firstUse(scope, name, [f]) !== undefined));
  return [...variables, ...capturing.flatMap((f) => f.name ?? [])];
}

/** The body of group `i` without the `break` at its end, and where it has none, with the bodies it goes on to. */
function bodyFrom(scope: Scope, groups: readonly Group[], i: number, id: number): readonly Stmt[] {
  const group = groups[i];
  const clause = group?.statements[0]?.parent;
  if (group === undefined || clause === undefined) return [];
  scope.loops.push({ label: undefined, breakId: id, continueId: undefined });
  const body = inBlock(scope, () => {
    inCopy(scope, clause, () => {
      group.statements.forEach((s) => { lowerStatement(scope, s); });
    });
  });
  scope.loops.pop();
  const last = body.at(-1);
  if (last?.kind === "break" && last.loop === id) return body.slice(0, -1);
  return completes(body) ? [...body, ...bodyFrom(scope, groups, i + 1, id)] : body;
}
