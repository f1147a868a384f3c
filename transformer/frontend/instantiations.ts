/** Where host code names an instance of a template: `gemm<float32, 4, 4, 4>`, or a call whose arguments decide. */
import type * as TS from "typescript";
import type { Diagnostic } from "../../lib/diagnostics/diagnostic.js";
import { ts } from "../ts.js";
import type { TypeArgs, UnitContext } from "./context.js";
import { heddleDecorators, mayHoldDecorators } from "./decorators.js";
import { resolveAlias } from "./heddle-symbols.js";
import { resolveTypeArgs } from "./templates.js";
import { readType } from "./types.js";
import { newUnit } from "./unit.js";

export interface TemplateUse {
  readonly node: TS.ExpressionWithTypeArguments | TS.CallExpression;
  readonly target: TS.FunctionDeclaration | TS.MethodDeclaration;
  readonly name: string;
  readonly typeArgs: TypeArgs;
  readonly isRegion: boolean;
}

/** Template names by program: files that mention none of them are not walked. */
const templateNames = new WeakMap<TS.Program, ReadonlySet<string>>();

/** All uses in `file` outside kernels; mistakes go to `report`. */
export function templateUses(
  program: TS.Program,
  file: TS.SourceFile,
  report: (d: Diagnostic) => void,
): readonly TemplateUse[] {
  const names = namesOf(program);
  if (![...names].some((n) => file.text.includes(n))) return [];
  const unit = newUnit(program);
  const uses: TemplateUse[] = [];
  const local = localNames(file, names);
  const visit = (node: TS.Node): void => {
    if (isDecorated(unit, node)) return;
    const mayUse = ts.isExpressionWithTypeArguments(node) || ts.isCallExpression(node);
    const use = mayUse && local.has(calledName(node)?.text ?? "") ? templateUse(unit, node) : undefined;
    if (use !== undefined) uses.push(use);
    if (use !== undefined && ts.isCallExpression(node)) node.arguments.forEach(visit);
    else ts.forEachChild(node, visit);
  };
  visit(file);
  unit.diagnostics.forEach(report);
  return uses;
}

/** What templates may be called in `file`: by their names, or by those it imports them under. */
function localNames(file: TS.SourceFile, names: ReadonlySet<string>): ReadonlySet<string> {
  const local = new Set(names);
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const clause = statement.importClause;
    if (clause?.name !== undefined) local.add(clause.name.text);
    const bindings = clause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
    for (const e of bindings.elements) if (e.propertyName !== undefined) local.add(e.name.text);
  }
  return local;
}

function calledName(node: TS.ExpressionWithTypeArguments | TS.CallExpression): TS.Identifier | undefined {
  const callee = node.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  return ts.isIdentifier(name) ? name : undefined;
}

/** In a generic function of the host or a generic helper, type arguments may still be open: no instance is meant there. */
function isInGeneric(node: TS.Node): boolean {
  const parent: TS.Node | undefined = ts.isSourceFile(node) ? undefined : node.parent;
  if (parent === undefined) return false;
  return (ts.isFunctionLike(parent) && (parent.typeParameters?.length ?? 0) > 0) || isInGeneric(parent);
}

function isDecorated(unit: UnitContext, node: TS.Node): boolean {
  return (
    (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && heddleDecorators(unit.checker, node).length > 0
  );
}

function namesOf(program: TS.Program): ReadonlySet<string> {
  const known = templateNames.get(program);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const file of program.getSourceFiles()) {
    if (!file.isDeclarationFile && mayHoldDecorators(file)) collectNames(program.getTypeChecker(), file, names);
  }
  templateNames.set(program, names);
  return names;
}

function collectNames(checker: TS.TypeChecker, node: TS.Node, names: Set<string>): void {
  const isFunction = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node);
  if (
    isFunction &&
    node.typeParameters !== undefined &&
    node.name !== undefined &&
    heddleDecorators(checker, node).length > 0
  ) {
    names.add(node.name.getText());
  } else {
    ts.forEachChild(node, (child) => collectNames(checker, child, names));
  }
}

function templateUse(
  unit: UnitContext,
  node: TS.ExpressionWithTypeArguments | TS.CallExpression,
): TemplateUse | undefined {
  const id = calledName(node);
  const symbol = id === undefined ? undefined : unit.checker.getSymbolAtLocation(id);
  const target = symbol === undefined ? undefined : resolveAlias(unit.checker, symbol).valueDeclaration;
  if (target === undefined || (!ts.isFunctionDeclaration(target) && !ts.isMethodDeclaration(target))) return undefined;
  const decorators = target.typeParameters === undefined ? [] : heddleDecorators(unit.checker, target);
  if (decorators.length === 0) return undefined;
  const reader = { unit: isInGeneric(node) ? { ...unit, diagnostics: [] } : unit, typeArgs: new Map() };
  const argTypes = ts.isCallExpression(node) ? node.arguments.map((a) => argumentType(unit, a)) : [];
  const typeArgs = resolveTypeArgs(reader, node, target, argTypes.map((type) => ({ type })));
  if (typeArgs === undefined) return undefined;
  const name = target.name?.getText() ?? "main";
  return { node, target, name, typeArgs, isRegion: decorators.some((d) => d.name === "region") };
}

function argumentType(unit: UnitContext, node: TS.Expression) {
  const reading = readType({ unit, typeArgs: new Map() }, unit.checker.getTypeAtLocation(node));
  return reading.kind === "type" ? reading.type : undefined;
}
