/**
 * Evaluates an expression by running it: the expression and every constant and function it refers to, from any file, are
 * printed as one script with names of its own, and run in a context that holds nothing but the language's built-ins:
 * no files, no process, no clock, no randomness. The script cannot reach the compiler; it is stopped after a second.
 */
import * as vm from "node:vm";
import type * as TS from "typescript";
import { ts } from "../ts.js";
import { changeOf } from "./changes.js";
import { constantOf, type Constant } from "./constant.js";
import { constantOfSymbol, isStaticConstant, known, unknown, type Evaluation, type Place } from "./constants.js";
import { localConstant } from "./local-constants.js";
import { isDeclaredByHeddle, resolveAlias } from "./heddle-symbols.js";
import { contains } from "./syntax.js";

const timeLimitMs = 1000;

/** Thrown inside this file only, when a name in the slice cannot be part of it. */
class NotConstant extends Error {
  readonly origin: TS.Node | undefined;
  constructor(reason: string, origin: TS.Node | undefined) {
    super(reason);
    this.origin = origin;
  }
}

interface Slice {
  readonly place: Place;
  readonly names: Map<TS.Symbol, string>;
  readonly pieces: string[];
}

export function runSlice(place: Place, node: TS.Expression): Evaluation {
  const slice: Slice = { place, names: new Map(), pieces: [] };
  try {
    const expression = textOf(slice, node);
    const outcome = outcomeOf(`${slice.pieces.join("\n")}\n(${expression})`);
    if (outcome.kind === "failed") return failed(node, outcome.reason);
    return outcome.value === undefined
      ? unknown(`'${shorten(node.getText())}' is not a number, array or object of numbers`, node)
      : known(outcome.value);
  } catch (error) {
    if (error instanceof NotConstant) return unknown(error.message, error.origin);
    return failed(node, reasonOf(error));
  }
}

function failed(node: TS.Expression, reason: string): Evaluation {
  return unknown(`evaluating '${shorten(node.getText())}' failed: ${reason}`, node);
}

type Outcome =
  | { readonly kind: "value"; readonly value: Constant | undefined }
  | { readonly kind: "failed"; readonly reason: string };

/** A script sees nothing that changes, so it has one outcome; editors compile at every keystroke, and run it once. */
const outcomes = new Map<string, Outcome>();
const mostOutcomes = 1000;

function outcomeOf(script: string): Outcome {
  const known = outcomes.get(script) ?? runScript(script);
  if (outcomes.size >= mostOutcomes) outcomes.clear();
  outcomes.set(script, known);
  return known;
}

function runScript(script: string): Outcome {
  try {
    const value: unknown = vm.runInContext(toJavaScript(script), newContext(), { timeout: timeLimitMs });
    return { kind: "value", value: constantOf(value) };
  } catch (error) {
    return { kind: "failed", reason: reasonOf(error) };
  }
}

/** What was thrown, in the user's words where JavaScript's would show how scripts are run. */
function reasonOf(error: unknown): string {
  const thrown = typeof error === "object" && error !== null ? error : {};
  if ("code" in thrown && thrown.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return "it takes longer than a second";
  const message = "message" in thrown ? String(thrown.message) : String(error);
  if (message === "Maximum call stack size exceeded") return "it calls itself without an end";
  if (message === "Math.random is not a function") return "'Math.random' gives another number each time";
  return message.replace(/^(\w+) is not defined$/, "'$1' does not exist when kernels are compiled");
}

function newContext(): vm.Context {
  const context = vm.createContext(Object.create(null) as object, { codeGeneration: { strings: false, wasm: false } });
  vm.runInContext("delete globalThis.Date; delete Math.random;", context);
  return context;
}

function toJavaScript(script: string): string {
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(script, { compilerOptions: options }).outputText;
}

/** The text of `node` with outside names replaced by the slice's own. */
function textOf(slice: Slice, node: TS.Node, root: TS.Node = node): string {
  const result = ts.transform(node, [(context) => (n) => rename(slice, root, n, context)]);
  const [renamed] = result.transformed;
  const printer = ts.createPrinter({ removeComments: true });
  return printer.printNode(ts.EmitHint.Unspecified, renamed ?? node, node.getSourceFile());
}

function rename(slice: Slice, root: TS.Node, node: TS.Node, context: TS.TransformationContext): TS.Node {
  const visit = (n: TS.Node): TS.Node => {
    if (ts.isTypeNode(n)) return n;
    const local = ts.isExpression(n) ? localConstant(slice.place, n) : undefined;
    if (local !== undefined) return literalNode(local);
    if (ts.isShorthandPropertyAssignment(n)) return renameShorthand(slice, root, n);
    if (ts.isPropertyAccessExpression(n)) {
      const inside = (): TS.Expression => ts.visitNode(n.expression, visit, ts.isExpression);
      return memberNode(slice, root, n) ?? context.factory.updatePropertyAccessExpression(n, inside(), n.name);
    }
    if (ts.isIdentifier(n) && !isDeclarationName(n)) return renameIdentifier(slice, root, n);
    return ts.visitEachChild(n, visit, context);
  };
  return visit(node);
}

function renameIdentifier(slice: Slice, root: TS.Node, n: TS.Identifier): TS.Expression {
  const symbol = slice.place.unit.checker.getSymbolAtLocation(n);
  return symbol === undefined ? n : (referenceTo(slice, root, n, symbol) ?? n);
}

/** `{ n }` as `{ n: … }`. */
function renameShorthand(slice: Slice, root: TS.Node, n: TS.ShorthandPropertyAssignment): TS.ObjectLiteralElement {
  const symbol = slice.place.unit.checker.getShorthandAssignmentValueSymbol(n);
  const reference = symbol === undefined ? undefined : referenceTo(slice, root, n.name, symbol);
  return reference === undefined ? n : ts.factory.createPropertyAssignment(n.name, reference);
}

/** What stands for a member of a namespace or a static field of a class; `undefined` for other fields. */
function memberNode(slice: Slice, root: TS.Node, n: TS.PropertyAccessExpression): TS.Expression | undefined {
  const { checker } = slice.place.unit;
  const member = namespaceMember(checker, n);
  if (member !== undefined && ts.isIdentifier(n.name)) return referenceTo(slice, root, n.name, member) ?? n;
  const declaration = checker.getSymbolAtLocation(n)?.valueDeclaration;
  const field = declaration !== undefined && isStaticConstant(declaration) ? checker.getSymbolAtLocation(n) : undefined;
  return field === undefined ? undefined : partNode(slice, field);
}

/** A constant as JavaScript that makes it. */
function literalNode(c: Constant): TS.Expression {
  return ts.factory.createIdentifier(literalText(c));
}

function literalText(c: Constant): string {
  switch (c.kind) {
    case "int":
      return c.value >= -(2n ** 53n) && c.value <= 2n ** 53n ? `(${c.value})` : `(${c.value}n)`;
    case "float":
      return Object.is(c.value, -0) ? "(-0)" : `(${c.value})`;
    case "bool":
      return String(c.value);
    case "string":
      return JSON.stringify(c.value);
    case "array":
      return `[${c.elements.map(literalText).join(", ")}]`;
    case "object":
      return `({ ${[...c.fields].map(([name, f]) => `${JSON.stringify(name)}: ${literalText(f)}`).join(", ")} })`;
    case "dtype":
      throw new NotConstant("it uses a type as a value", undefined);
  }
}

/** The symbol of `ns.name` where `ns` is a namespace (of one), or `import * as ns`. */
export function namespaceMember(checker: TS.TypeChecker, node: TS.PropertyAccessExpression): TS.Symbol | undefined {
  const { expression } = node;
  const isName = ts.isIdentifier(expression) || ts.isPropertyAccessExpression(expression);
  const object = isName ? checker.getSymbolAtLocation(expression) : undefined;
  const isModule = object !== undefined && (resolveAlias(checker, object).flags & ts.SymbolFlags.ValueModule) !== 0;
  return isModule ? checker.getSymbolAtLocation(node.name) : undefined;
}

function isDeclarationName(id: TS.Identifier): boolean {
  const { parent } = id;
  const declares =
    ts.isPropertyAssignment(parent) ||
    ts.isParameter(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isFunctionDeclaration(parent) ||
    ts.isBindingElement(parent) ||
    ts.isMethodDeclaration(parent);
  return declares && parent.name === id;
}

/** How the slice refers to an outside symbol; `undefined` for names inside `root` and for built-ins. */
function referenceTo(slice: Slice, root: TS.Node, id: TS.Identifier, symbol: TS.Symbol): TS.Expression | undefined {
  const target = resolveAlias(slice.place.unit.checker, symbol);
  const declaration = target.valueDeclaration;
  const isOwn = declaration === undefined || (!slice.names.has(target) && contains(root, declaration));
  if (isOwn) return undefined;
  if (isDeclaredByHeddle(target)) throw new NotConstant(`it uses '${id.text}' of heddle`, id);
  if (declaration.getSourceFile().isDeclarationFile) return undefined;
  if (ts.isBindingElement(declaration)) return partNode(slice, target);
  const name = slice.names.get(target) ?? define(slice, target, declaration);
  const reference = ts.factory.createIdentifier(name);
  return ts.isFunctionDeclaration(declaration) || ts.isEnumDeclaration(declaration)
    ? reference
    : ts.factory.createCallExpression(reference, undefined, []);
}

/** A name in a pattern or a static field: what it is, without the rest of what it is a part of. */
function partNode(slice: Slice, symbol: TS.Symbol): TS.Expression {
  const found = constantOfSymbol(slice.place.unit, symbol);
  if (found.kind === "unknown") throw new NotConstant(found.reason, found.origin);
  return literalNode(found.value);
}

/** Adds a declaration to the slice: constants as memoised thunks, so that their order doesn't matter. */
function define(slice: Slice, symbol: TS.Symbol, declaration: TS.Declaration): string {
  const name = `$${slice.names.size}_${symbol.name}`;
  slice.names.set(symbol, name);
  slice.place.unit.dependencies.add(declaration.getSourceFile());
  if (ts.isFunctionDeclaration(declaration) && declaration.body !== undefined) {
    const params = declaration.parameters.map((p) => textOf(slice, p, declaration)).join(", ");
    slice.pieces.push(`function ${name}(${params}) ${textOf(slice, declaration.body, declaration)}`);
  } else if (ts.isEnumDeclaration(declaration)) {
    const members = declaration.members.map((m) => {
      const key = JSON.stringify(
        ts.isIdentifier(m.name) || ts.isStringLiteral(m.name) ? m.name.text : m.name.getText(),
      );
      return `[${key}]: ${JSON.stringify(slice.place.unit.checker.getConstantValue(m))}`;
    });
    slice.pieces.push(`const ${name} = { ${members.join(", ")} };`);
  } else {
    const initializer = constInitializer(symbol, declaration);
    const change = changeOf(slice.place.unit.checker, symbol, declaration);
    if (change !== undefined) throw new NotConstant(`'${symbol.name}' is changed after it is made`, change);
    slice.pieces.push(
      `var ${name} = (() => { let done = false, v; return () => done ? v : (v = (${textOf(slice, initializer)}), done = true, v); })();`,
    );
  }
  return name;
}

function constInitializer(symbol: TS.Symbol, declaration: TS.Declaration): TS.Expression {
  if (ts.isExportAssignment(declaration)) return declaration.expression;
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) {
    const what = ts.isParameter(declaration) ? "is a parameter" : "is not a constant";
    throw new NotConstant(`'${symbol.name}' ${what}`, declaration);
  }
  if (!(ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const)) {
    throw new NotConstant(`'${symbol.name}' is a variable (declare it with const)`, declaration);
  }
  return declaration.initializer;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 37)}...` : line;
}
