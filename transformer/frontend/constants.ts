/**
 * Compile-time evaluation. Literals, arithmetic on them and arrays of them are folded here; anything else (calls of pure
 * functions, spreads, typed arrays…) is cut out of the program together with what it refers to and run (slice.ts).
 */
import type * as TS from "typescript";
import { scalarNames } from "./scalar-names.js";
import { ts } from "../ts.js";
import { isScalar } from "../../lib/ir/types.js";
import { changeOf } from "./changes.js";
import { storedConstant, type Constant } from "./constant.js";
import type { Scope, UnitContext } from "./context.js";
import { heddleName, resolveAlias } from "./heddle-symbols.js";
import { localConstant } from "./local-constants.js";
import { namespaceMember, runSlice } from "./slice.js";
import { contains, isWrapper } from "./syntax.js";
import { readTypeExpression } from "./type-expressions.js";
import { readTypeNode } from "./types.js";

/** A constant, or the reason why there is none, as a clause: "'n' is a parameter". */
export type Evaluation = { readonly kind: "known"; readonly value: Constant } | Unknown;
export interface Unknown {
  readonly kind: "unknown";
  readonly reason: string;
  /** Where the value comes from. */
  readonly origin: TS.Node | undefined;
}

/** Where a constant is looked for: anywhere in the program, and inside a function among what is constant there. */
export type Place = { readonly unit: UnitContext } | Scope;

interface CacheEntry {
  readonly evaluation: Evaluation;
  readonly files: ReadonlySet<TS.SourceFile>;
}

const caches = new WeakMap<TS.Program, Map<TS.Symbol, CacheEntry>>();

/** The constant a name outside the current function stands for. */
export function constantOfSymbol(unit: UnitContext, symbol: TS.Symbol): Evaluation {
  const cache = caches.get(unit.program) ?? new Map<TS.Symbol, CacheEntry>();
  caches.set(unit.program, cache);
  const known = cache.get(symbol) ?? evaluateOnce(unit, cache, symbol);
  for (const file of known.files) unit.dependencies.add(file);
  return known.evaluation;
}

/** While it is evaluated a constant is unknown, so that one defined by itself comes to an end. */
function evaluateOnce(unit: UnitContext, cache: Map<TS.Symbol, CacheEntry>, symbol: TS.Symbol): CacheEntry {
  const itself = unknown(`'${symbol.name}' is defined by itself`, symbol.valueDeclaration);
  cache.set(symbol, { evaluation: itself, files: new Set() });
  const entry = evaluateSymbol(unit, symbol);
  cache.set(symbol, entry);
  return entry;
}

function evaluateSymbol(unit: UnitContext, symbol: TS.Symbol): CacheEntry {
  const outer = new Set(unit.dependencies);
  unit.dependencies.clear();
  const evaluation = evaluateDeclaration(unit, symbol);
  const files = new Set(unit.dependencies);
  for (const file of outer) unit.dependencies.add(file);
  return { evaluation, files };
}

function evaluateDeclaration(unit: UnitContext, symbol: TS.Symbol): Evaluation {
  const declaration = symbol.valueDeclaration;
  if (declaration === undefined) return unknown(`'${symbol.name}' has no value`, undefined);
  unit.dependencies.add(declaration.getSourceFile());
  if (ts.isEnumMember(declaration)) {
    const value = unit.checker.getConstantValue(declaration);
    return value === undefined ? unknown(`'${symbol.name}' is computed`, declaration) : fromNumberOrString(value);
  }
  if (ts.isEnumDeclaration(declaration)) return runSlice({ unit }, declaration.name);
  if (ts.isBindingElement(declaration)) return evaluatePart(unit, declaration);
  if (ts.isExportAssignment(declaration)) return evaluate({ unit }, declaration.expression);
  if (isStaticConstant(declaration)) return evaluate({ unit }, declaration.initializer);
  if (!ts.isVariableDeclaration(declaration)) return unknown(describe(declaration, symbol.name), declaration);
  return evaluateVariable(unit, declaration);
}

function evaluateVariable(unit: UnitContext, d: TS.VariableDeclaration): Evaluation {
  const name = d.name.getText();
  const isForeign = d.getSourceFile().isDeclarationFile;
  if (isForeign) return unknown(`'${name}' does not exist when kernels are compiled`, undefined);
  const isConst = (ts.getCombinedNodeFlags(d) & ts.NodeFlags.Const) !== 0;
  if (!isConst) return unknown(`'${name}' is a variable (declare it with const)`, d);
  if (d.initializer === undefined) return unknown(`'${name}' has no initialiser here`, d);
  const found = evaluate({ unit }, d.initializer);
  const isWhole = found.kind === "known" && (found.value.kind === "array" || found.value.kind === "object");
  const symbol = isWhole ? unit.checker.getSymbolAtLocation(d.name) : undefined;
  const change = symbol === undefined ? undefined : changeOf(unit.checker, symbol, d);
  return change === undefined ? found : unknown(`'${name}' is changed after it is made`, change);
}

/** A name in a pattern: `const { N } = sizes`. */
function evaluatePart(unit: UnitContext, d: TS.BindingElement): Evaluation {
  const owner = d.parent.parent;
  if (ts.isParameter(owner)) return unknown(describe(owner, d.name.getText()), d);
  const whole = ts.isBindingElement(owner) ? evaluatePart(unit, owner) : evaluateVariable(unit, owner);
  if (whole.kind === "unknown") return whole;
  const part = d.dotDotDotToken === undefined && d.initializer === undefined ? partOf(whole.value, d) : undefined;
  return part === undefined ? unknown(`'${d.getText()}' is no part of a constant`, d) : known(part);
}

function partOf(c: Constant, d: TS.BindingElement): Constant | undefined {
  if (ts.isArrayBindingPattern(d.parent)) {
    return c.kind === "array" ? c.elements[d.parent.elements.indexOf(d)] : undefined;
  }
  return c.kind === "object" ? c.fields.get((d.propertyName ?? d.name).getText()) : undefined;
}

/** `static readonly N = 4` of a class. */
export function isStaticConstant(
  d: TS.Declaration,
): d is TS.PropertyDeclaration & { readonly initializer: TS.Expression } {
  if (!ts.isPropertyDeclaration(d) || d.initializer === undefined) return false;
  const has = (kind: TS.SyntaxKind): boolean => d.modifiers?.some((m) => m.kind === kind) === true;
  return has(ts.SyntaxKind.StaticKeyword) && has(ts.SyntaxKind.ReadonlyKeyword);
}

function describe(declaration: TS.Declaration, name: string): string {
  if (ts.isParameter(declaration)) return `'${name}' is a parameter`;
  if (ts.isFunctionDeclaration(declaration)) return `'${name}' is a function`;
  if (ts.isModuleDeclaration(declaration) || ts.isSourceFile(declaration)) return "it is a namespace, not a value";
  return `'${name}' is not a constant`;
}

/** The value of `node` if it is known at compile time. */
export function evaluate(place: Place, node: TS.Expression): Evaluation {
  return fold(place, node) ?? runSlice(place, node);
}

/** Folds the simple forms; `undefined` leaves the rest to a slice. */
function fold(place: Place, node: TS.Expression): Evaluation | undefined {
  const simple = literalConstant(node) ?? localConstant(place, node);
  if (simple !== undefined) return known(simple);
  if (isWrapper(node)) return fold(place, node.expression);
  if (ts.isIdentifier(node)) return foldName(place, node);
  if (ts.isCallExpression(node) || ts.isExpressionWithTypeArguments(node)) return foldType(place, node);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const operand = fold(place, node.operand);
    return operand?.kind === "known" ? negated(operand.value) : operand;
  }
  if (ts.isBinaryExpression(node)) return foldBinary(place, node);
  if (ts.isArrayLiteralExpression(node)) return foldArray(place, node);
  if (ts.isPropertyAccessExpression(node)) return foldProperty(place, node);
  return undefined;
}

/** `Fixed.of(16, 8)` and the like. */
function foldType(place: Place, node: TS.Expression): Evaluation | undefined {
  const scope = "typeArgs" in place ? place : { unit: place.unit, typeArgs: new Map() };
  const type = readTypeExpression(scope, node, (e) => {
    const found = evaluate(place, e);
    return found.kind === "known" ? found.value : undefined;
  });
  if (type === undefined) return undefined;
  return typeof type === "string" ? unknown(type, node) : known({ kind: "dtype", type });
}

function foldName(place: Place, node: TS.Identifier): Evaluation | undefined {
  const name = heddleName(place.unit.checker, node);
  if (name !== undefined) {
    const type = scalarNames.get(name);
    return type === undefined ? undefined : known({ kind: "dtype", type });
  }
  const symbol = place.unit.checker.getSymbolAtLocation(node);
  if (symbol === undefined) return undefined;
  const target = resolveAlias(place.unit.checker, symbol);
  const declaration = target.valueDeclaration;
  const isProgramConst = declaration !== undefined && !declaration.getSourceFile().isDeclarationFile;
  const local = isProgramConst ? evaluateLocal(place, declaration) : undefined;
  if (local !== undefined) return local;
  return isProgramConst ? constantOfSymbol(place.unit, target) : undefined;
}

/** A `const` of the function that `place` is in: it may use what is constant there, and has its declared type. */
function evaluateLocal(place: Place, d: TS.Declaration): Evaluation | undefined {
  if (!("node" in place) || !ts.isVariableDeclaration(d) || !(ts.getCombinedNodeFlags(d) & ts.NodeFlags.Const)) return undefined;
  if (!contains(place.node, d) || d.initializer === undefined) return undefined;
  const found = evaluate(place, d.initializer);
  const reading = d.type === undefined ? undefined : readTypeNode(place, d.type);
  const isTyped = reading?.kind === "type" && isScalar(reading.type);
  return isTyped && found.kind === "known" ? known(storedConstant(found.value, reading.type)) : found;
}

/** Enum members, static fields of classes, and fields of constant objects. */
function foldProperty(place: Place, node: TS.PropertyAccessExpression): Evaluation | undefined {
  const symbol = place.unit.checker.getSymbolAtLocation(node);
  const declaration = symbol?.valueDeclaration;
  const isNamed = declaration !== undefined && (ts.isEnumMember(declaration) || isStaticConstant(declaration));
  if (symbol !== undefined && isNamed) return constantOfSymbol(place.unit, symbol);
  const member = namespaceMember(place.unit.checker, node);
  if (member !== undefined) return constantOfSymbol(place.unit, resolveAlias(place.unit.checker, member));
  if (!ts.isIdentifier(node.expression)) return undefined;
  const object = foldName(place, node.expression);
  if (object?.kind !== "known" || object.value.kind !== "object") return undefined;
  const field = object.value.fields.get(node.name.text);
  return field === undefined ? undefined : known(field);
}

function foldArray(place: Place, node: TS.ArrayLiteralExpression): Evaluation | undefined {
  const elements: Constant[] = [];
  for (const e of node.elements) {
    const element = fold(place, e);
    if (element?.kind !== "known") return undefined;
    elements.push(element.value);
  }
  return known({ kind: "array", elements });
}

const numberOps: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ["+", (a, b) => a + b],
  ["-", (a, b) => a - b],
  ["*", (a, b) => a * b],
  ["/", (a, b) => a / b],
]);

/** As JavaScript computes it: module-level constants are ordinary program text. */
function foldBinary(place: Place, node: TS.BinaryExpression): Evaluation | undefined {
  const op = numberOps.get(node.operatorToken.getText());
  if (op === undefined) return undefined;
  const a = foldNumber(place, node.left);
  const b = foldNumber(place, node.right);
  if (a === undefined || b === undefined || isBigInt(place, node.left)) return undefined;
  const value = op(Number(a.value), Number(b.value));
  if (a.kind === "float" || b.kind === "float") return known({ kind: "float", value });
  if (Number.isSafeInteger(value)) return known({ kind: "int", value: BigInt(value) });
  return Number.isInteger(value) ? undefined : known({ kind: "float", value });
}

/** Is it a `bigint`, whose quotients are integers? */
function isBigInt(place: Place, node: TS.Expression): boolean {
  return (place.unit.checker.getTypeAtLocation(node).flags & ts.TypeFlags.BigIntLike) !== 0;
}

type NumberConstant = Constant & { readonly kind: "int" | "float" };

function foldNumber(place: Place, node: TS.Expression): NumberConstant | undefined {
  const operand = fold(place, node);
  if (operand?.kind !== "known") return undefined;
  const { value } = operand;
  return value.kind === "int" || value.kind === "float" ? value : undefined;
}

/** `1`, `1.0` (a float, as written), `1n`, `true`, `"text"`. */
export function literalConstant(node: TS.Node): Constant | undefined {
  if (ts.isNumericLiteral(node)) return numericConstant(node);
  if (ts.isBigIntLiteral(node)) return { kind: "int", value: BigInt(node.text.replace(/n$/, "")) };
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: "bool", value: true };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: "bool", value: false };
  if (ts.isStringLiteral(node)) return { kind: "string", value: node.text };
  return undefined;
}

/** Integers are read from their digits, so that 64-bit hexadecimal constants keep every bit. */
function numericConstant(node: TS.NumericLiteral): Constant {
  const text = node.getText().replace(/_/g, "");
  if (/^(0[xXbBoO][0-9a-fA-F]+|\d+)$/.test(text)) return { kind: "int", value: BigInt(text) };
  const [, digits, zeros] = /^(\d+)[eE]\+?(\d+)$/.exec(text) ?? [];
  const value = Number(text);
  if (digits === undefined || zeros === undefined || !Number.isFinite(value)) return { kind: "float", value };
  return { kind: "int", value: BigInt(digits) * 10n ** BigInt(zeros) };
}

function negated(c: Constant): Evaluation | undefined {
  if (c.kind === "int") return known({ kind: "int", value: -c.value });
  return c.kind === "float" ? known({ kind: "float", value: -c.value }) : undefined;
}

function fromNumberOrString(value: number | string): Evaluation {
  if (typeof value === "string") return known({ kind: "string", value });
  return known(Number.isInteger(value) ? { kind: "int", value: BigInt(value) } : { kind: "float", value });
}

export function known(value: Constant): Evaluation {
  return { kind: "known", value };
}

export function unknown(reason: string, origin: TS.Node | undefined): Unknown {
  return { kind: "unknown", reason, origin };
}
