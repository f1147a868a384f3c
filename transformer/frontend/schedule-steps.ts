/** The steps that `@schedule(split("i", 8), …)` holds, read from the text; constants may be steps and arguments. */
import type * as TS from "typescript";
import { schedule as kinds } from "../../lib/diagnostics/catalogue/schedule.js";
import { stepOfCall } from "../../lib/schedule/calls.js";
import { primitives } from "../../lib/schedule/primitives/index.js";
import type { Step } from "../../lib/schedule/step.js";
import { ts } from "../ts.js";
import type { Constant } from "./constant.js";
import { evaluate } from "./constants.js";
import { refuse, type UnitContext } from "./context.js";
import { spanOf } from "./files.js";
import { heddleName, resolveAlias } from "./heddle-symbols.js";
import { isWrapper } from "./syntax.js";

/** Where a step is read, and where it counts as written: the decorator's argument. */
interface Reading {
  readonly unit: UnitContext;
  readonly at: TS.Expression;
  /** The constants that are being looked into, so that one defined by itself comes to an end. */
  readonly within: ReadonlySet<TS.Node>;
}

/** The steps of the decorator, in order. What is wrong goes to the diagnostics of `unit`. */
export function decoratorSteps(unit: UnitContext, decorator: TS.Decorator): readonly Step[] {
  const { expression } = decorator;
  if (!ts.isCallExpression(expression)) return [];
  return expression.arguments.flatMap((at) => stepsIn({ unit, at, within: new Set() }, at));
}

/** The steps that one expression stands for: a call of a primitive, a list of steps, or a constant that is one. */
function stepsIn(r: Reading, node: TS.Expression): readonly Step[] {
  if (ts.isSpreadElement(node)) return stepsIn(r, node.expression);
  if (isWrapper(node)) return stepsIn(r, node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap((e) => stepsIn(inList(r, node, e), e));
  if (ts.isCallExpression(node)) {
    const name = heddleName(r.unit.checker, node.expression);
    if (name !== undefined && primitives.has(name)) return stepOf(r, name, node);
  }
  const declaration = ts.isIdentifier(node) ? constantOf(r, node) : undefined;
  if (declaration === undefined) {
    refuse(r, r.at, kinds.notAStep, [node.getText()]);
    return [];
  }
  r.unit.dependencies.add(declaration.getSourceFile());
  return stepsIn({ ...r, within: new Set([...r.within, declaration]) }, declaration.initializer);
}

/** In a list that stands in the decorator itself, a step is written where it stands. */
function inList(r: Reading, list: TS.Node, element: TS.Expression): Reading {
  return r.at === list || r.at === list.parent ? { ...r, at: element } : r;
}

type ConstantDeclaration = TS.VariableDeclaration & { readonly initializer: TS.Expression };

function constantOf(r: Reading, node: TS.Identifier): ConstantDeclaration | undefined {
  const symbol = r.unit.checker.getSymbolAtLocation(node);
  const d = symbol === undefined ? undefined : resolveAlias(r.unit.checker, symbol).valueDeclaration;
  if (d === undefined || !ts.isVariableDeclaration(d) || d.initializer === undefined || r.within.has(d)) return undefined;
  const isConst = (ts.getCombinedNodeFlags(d) & ts.NodeFlags.Const) !== 0;
  return isConst ? (d as ConstantDeclaration) : undefined;
}

function stepOf(r: Reading, name: string, call: TS.CallExpression): readonly Step[] {
  const values: unknown[] = [];
  for (const argument of call.arguments) {
    const found = argumentValue(r, argument);
    if (found === undefined) return [];
    if (ts.isSpreadElement(argument) && Array.isArray(found.value)) values.push(...(found.value as unknown[]));
    else values.push(found.value);
  }
  const span = spanOf(r.unit.program, r.at);
  const step = stepOfCall(name, values, span);
  if (!("code" in step)) return [step];
  r.unit.diagnostics.push(step);
  return [];
}

/** What an argument is at run time; `undefined` when it is not constant, which is reported. */
function argumentValue(r: Reading, node: TS.Expression): { readonly value: unknown } | undefined {
  if (ts.isSpreadElement(node)) return argumentValue(r, node.expression);
  if (ts.isObjectLiteralExpression(node)) return optionValues(r, node);
  const found = evaluate({ unit: r.unit }, node);
  if (found.kind === "known") return { value: valueOf(found.value) };
  const related = found.origin === undefined ? [] : [{ span: spanOf(r.unit.program, found.origin), message: "here" }];
  const inDecorator = r.at.pos <= node.pos && node.end <= r.at.end && r.at.getSourceFile() === node.getSourceFile();
  return refuse(r, inDecorator ? node : r.at, kinds.openArgument, [node.getText(), found.reason], related);
}

function optionValues(r: Reading, node: TS.ObjectLiteralExpression): { readonly value: unknown } | undefined {
  const entries: [string, unknown][] = [];
  for (const p of node.properties) {
    const { name: label } = p;
    const name = label !== undefined && (ts.isIdentifier(label) || ts.isStringLiteral(label)) ? label.text : undefined;
    const shorthand = ts.isShorthandPropertyAssignment(p) ? p.name : undefined;
    const initializer = ts.isPropertyAssignment(p) ? p.initializer : shorthand;
    if (name === undefined || initializer === undefined) {
      return refuse(r, r.at, kinds.openArgument, [p.getText(), "options are written as { name: value }"]);
    }
    const found = argumentValue(r, initializer);
    if (found === undefined) return undefined;
    entries.push([name, found.value]);
  }
  return { value: Object.fromEntries(entries) };
}

function valueOf(c: Constant): unknown {
  switch (c.kind) {
    case "int":
      return Number.isSafeInteger(Number(c.value)) ? Number(c.value) : c.value;
    case "float": case "bool": case "string":
      return c.value;
    case "array":
      return c.elements.map(valueOf);
    case "object":
      return Object.fromEntries([...c.fields].map(([name, f]) => [name, valueOf(f)]));
    case "dtype":
      return c.type;
  }
}
