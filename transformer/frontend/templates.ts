/** Template parameters: found from an instantiation, or worked out from the arguments of a call. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import type { Diagnostic } from "../../lib/diagnostics/diagnostic.js";
import type { Span } from "../../lib/diagnostics/source.js";
import {
  bitWidth, fracOf, isScalar, isValueType, type ScalarType, type StructType, type Type,
} from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { refuse, type TypeArg, type TypeArgs, type UnitContext } from "./context.js";
import type { CompiledNode, FunctionNode } from "./recursion.js";
import { brandArguments } from "./scalar-brand.js";
import { functionName } from "./syntax.js";
import { heddleReference, readTypeArg, typeArgText, type TypeScope } from "./types.js";

/** Where type arguments are read and mistakes reported. */
type Reader = TypeScope & { readonly unit: UnitContext };

/** What an argument says about type parameters: its type, and if it is an integer known at compile time its value. */
export interface TypedArgument {
  readonly type: Type | undefined;
  /** Of an array of streams of the type, its extents. */
  readonly shape?: readonly number[];
  readonly constant?: bigint | undefined;
  /** A literal, which takes the type of what it meets. */
  readonly isOpen?: boolean;
}

/**
 * The bindings of `target`'s type parameters at `node`: from the type arguments written there, else from the arguments,
 * else from where TypeScript sees the result go. Reports HDL1021 when one stays open, HDL1020 when it is no size, shape
 * or type, and HDL1006 when the argument for a `const` one is not known at compile time.
 */
export function resolveTypeArgs(
  reader: Reader,
  node: TS.CallExpression | TS.ExpressionWithTypeArguments,
  target: CompiledNode,
  args: readonly TypedArgument[],
): TypeArgs | undefined {
  if (ts.isClassDeclaration(target)) return new Map();
  const params = target.typeParameters ?? [];
  if (params.length === 0) return new Map();
  const found = new Map<TS.Symbol, TypeArg>();
  if (node.typeArguments === undefined && ts.isCallExpression(node)) {
    target.parameters.forEach((p, i) => bindFromArgument(reader, p, args[i], found));
    target.parameters.forEach((p, i) => bindFromScalar(reader, p, args[i], found));
    if (params.some((p) => isUnbound(reader, p, found))) bindFromResult(reader, node, target, found);
  }
  const isRead = params.every((param, i) => bindWritten(reader, param, node.typeArguments?.[i], found));
  const open = isRead ? params.find((p) => isUnbound(reader, p, found)) : undefined;
  if (open !== undefined) return refuseOpen(reader, node, target, open);
  return isRead ? found : undefined;
}

function isUnbound(reader: Reader, p: TS.TypeParameterDeclaration, found: ReadonlyMap<TS.Symbol, TypeArg>): boolean {
  const symbol = reader.unit.checker.getSymbolAtLocation(p.name);
  return symbol !== undefined && !found.has(symbol);
}

function bindFromArgument(
  reader: Reader, p: TS.ParameterDeclaration, arg: TypedArgument | undefined, found: Map<TS.Symbol, TypeArg>,
): void {
  if (p.type === undefined || arg === undefined) return;
  const type = reader.unit.checker.getTypeFromTypeNode(p.type);
  if (isConstant(type)) {
    if (arg.constant !== undefined) found.set(type.symbol, { kind: "size", value: Number(arg.constant) });
  } else if (arg.type !== undefined) unify(reader, type, arg.type, found, arg.shape);
}

/** A scalar where a tensor is declared is a tensor of one element; a literal is of the type of the other arguments. */
function bindFromScalar(
  reader: Reader, p: TS.ParameterDeclaration, arg: TypedArgument | undefined, found: Map<TS.Symbol, TypeArg>,
): void {
  const type = p.type === undefined ? undefined : reader.unit.checker.getTypeFromTypeNode(p.type);
  const reference = type === undefined ? undefined : heddleReference(reader.unit.checker, type);
  const [element, shape] = reference?.name === "Tensor" ? reference.args : [];
  if (element === undefined || shape === undefined || arg?.type === undefined || !isScalar(arg.type)) return;
  const other = arg.isOpen === true ? [...found.values()].find((a) => a.kind === "type") : undefined;
  if (isOpen(element, found)) found.set(element.symbol, other ?? { kind: "type", type: arg.type });
  if (isOpen(shape, found)) found.set(shape.symbol, { kind: "shape", shape: [1] });
}

/**
 * Type parameters of the result alone: what TypeScript found, which sees the type of the place that it goes to. It found
 * it for one of the overloads, if there are some: their type parameters are called as those of the implementation.
 */
function bindFromResult(reader: Reader, node: TS.CallExpression, target: FunctionNode, found: Map<TS.Symbol, TypeArg>): void {
  for (const [param, type] of resultTypes(reader.unit.checker, node)) {
    const symbol = parameterCalled(reader, target, param);
    if (symbol === undefined || found.has(symbol)) continue;
    const arg = readTypeArg(reader, type);
    if (typeof arg !== "string") found.set(symbol, arg);
  }
}

/** The declared type of the called function's result with what it is at this call; for a tensor, its elements' too. */
function resultTypes(checker: TS.TypeChecker, node: TS.CallExpression): readonly (readonly [TS.Type, TS.Type])[] {
  const resolved = checker.getResolvedSignature(node);
  const declaration = resolved?.declaration;
  if (resolved === undefined || declaration === undefined || ts.isJSDocSignature(declaration)) return [];
  const declared = checker.getSignatureFromDeclaration(declaration)?.getReturnType();
  const actual = resolved.getReturnType();
  if (declared === undefined) return [];
  const [element, actualElement] = [declared, actual].map((t) => heddleReference(checker, t)?.args[0]);
  const elements = element === undefined || actualElement === undefined ? [] : [[element, actualElement] as const];
  return [[declared, actual], ...elements];
}

/** The type parameter of `target` with the name of the type parameter `type`. */
function parameterCalled(reader: Reader, target: FunctionNode, type: TS.Type): TS.Symbol | undefined {
  const name = type.flags & ts.TypeFlags.TypeParameter ? type.symbol.name : undefined;
  const param = target.typeParameters?.find((p) => p.name.text === name);
  return param === undefined ? undefined : reader.unit.checker.getSymbolAtLocation(param.name);
}

/** Binds what is written, or the default of a type parameter that nothing else decides; false after a report. */
function bindWritten(
  reader: Reader, param: TS.TypeParameterDeclaration, written: TS.TypeNode | undefined, found: Map<TS.Symbol, TypeArg>,
): boolean {
  const symbol = reader.unit.checker.getSymbolAtLocation(param.name);
  const argument = written ?? (isUnbound(reader, param, found) ? param.default : undefined);
  if (symbol === undefined || argument === undefined) return true;
  const own = { ...reader, typeArgs: new Map([...reader.typeArgs, ...found]) };
  const arg = readTypeArg(written === undefined ? own : reader, reader.unit.checker.getTypeFromTypeNode(argument));
  if (typeof arg !== "string") found.set(symbol, arg);
  else refuse(reader, argument, kinds.badTypeArgument, [param.name.text, arg]);
  return typeof arg !== "string";
}

function refuseOpen(
  reader: Reader, node: TS.CallExpression | TS.ExpressionWithTypeArguments, target: FunctionNode,
  param: TS.TypeParameterDeclaration,
): undefined {
  const symbol = reader.unit.checker.getSymbolAtLocation(param.name);
  const at = target.parameters.findIndex((p) => isConstantParameter(reader, p, symbol));
  const argument = ts.isCallExpression(node) ? node.arguments[at] : undefined;
  if (argument === undefined) return refuse(reader, node, kinds.openTypeParameter, [param.name.text]);
  return refuse(reader, argument, kinds.notConstant, [argument.getText(), `'${param.name.text}' is a constant of ${functionName(target)}`]);
}

function isConstantParameter(reader: Reader, p: TS.ParameterDeclaration, symbol: TS.Symbol | undefined): boolean {
  const type = p.type === undefined ? undefined : reader.unit.checker.getTypeFromTypeNode(p.type);
  return type !== undefined && isConstant(type) && type.symbol === symbol;
}

/** Is it `N` of `<const N extends number>`? Its arguments are known at compile time. */
function isConstant(type: TS.Type): boolean {
  if (!(type.flags & ts.TypeFlags.TypeParameter)) return false;
  return type.symbol.declarations?.some((d) => ts.isTypeParameterDeclaration(d) && isConst(d)) === true;
}

function isConst(d: TS.TypeParameterDeclaration): boolean {
  return d.modifiers?.some((m) => m.kind === ts.SyntaxKind.ConstKeyword) === true;
}

/** The value of a parameter whose type is a `const` type parameter. */
export function constantParameter(reader: Reader, p: { readonly type?: TS.TypeNode | undefined } | undefined, typeArgs: TypeArgs): bigint | undefined {
  const type = p?.type === undefined ? undefined : reader.unit.checker.getTypeFromTypeNode(p.type);
  const arg = type !== undefined && isConstant(type) ? typeArgs.get(type.symbol) : undefined;
  return arg?.kind === "size" ? BigInt(arg.value) : undefined;
}

/** Binds the type parameters inside `param` so that it becomes `type`. */
function unify(
  reader: Reader, param: TS.Type, type: Type, found: Map<TS.Symbol, TypeArg>, streams?: readonly number[],
): void {
  if (isValueType(type)) {
    if (isOpen(param, found)) found.set(param.symbol, { kind: "type", type });
    else if (isScalar(type)) unifyNumbers(brandArguments(reader.unit.checker, param) ?? [], type, found);
    else unifyFields(reader, param, type, found);
    return;
  }
  const [element, shape] = heddleReference(reader.unit.checker, param)?.args ?? [];
  if (element !== undefined) unify(reader, element, type.element, found);
  const extents = type.kind === "tensor" ? type.shape : streams;
  if (extents === undefined || shape === undefined) return;
  if (isOpen(shape, found)) found.set(shape.symbol, { kind: "shape", shape: extents });
  if (!reader.unit.checker.isTupleType(shape)) return;
  reader.unit.checker.getTypeArguments(shape as TS.TypeReference).forEach((dim, i) => {
    const value = extents[i];
    if (value !== undefined && isOpen(dim, found)) found.set(dim.symbol, { kind: "size", value });
  });
}

function unifyFields(reader: Reader, param: TS.Type, type: StructType, found: Map<TS.Symbol, TypeArg>): void {
  for (const { name, type: fieldType } of type.fields) {
    const property = param.getProperty(name);
    if (property !== undefined) unify(reader, reader.unit.checker.getTypeOfSymbol(property), fieldType, found);
  }
}

/** `Int<W>`, `Fixed<W, F>`. */
function unifyNumbers([width, frac]: readonly TS.Type[], type: ScalarType, found: Map<TS.Symbol, TypeArg>): void {
  const bind = (param: TS.Type | undefined, value: number): void => {
    if (param !== undefined && isOpen(param, found)) found.set(param.symbol, { kind: "size", value });
  };
  bind(width, bitWidth(type));
  if (type.kind !== "float") bind(frac, fracOf(type));
}

/** A type parameter that nothing has decided yet. */
function isOpen(type: TS.Type, found: ReadonlyMap<TS.Symbol, TypeArg>): boolean {
  return (type.flags & ts.TypeFlags.TypeParameter) !== 0 && !found.has(type.symbol);
}

/** `_float32_4_4`: what an instance's name adds to the template's. */
export function typeArgsSuffix(args: TypeArgs): string {
  const words = (a: TypeArg): string => typeArgText(a).replace(/-/g, "m").replace(/[^A-Za-z0-9]+/g, "_").replace(/_$/, "");
  return [...args.values()].map((a) => `_${words(a)}`).join("");
}

/** Tells instances apart; names may be the same, for they hold no special characters. */
export function typeArgsKey(args: TypeArgs): string {
  return [...args.values()].map(typeArgText).join("; ");
}

/** A mistake in an instance of a template, reported where the template is given its arguments. */
export function atInstantiation(d: Diagnostic, span: Span, instance: string): Diagnostic {
  return { ...d, span, related: [{ span: d.span, message: `in the template, as ${instance}` }, ...d.related] };
}
