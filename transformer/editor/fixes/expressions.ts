/** Changes of expressions that several fixes share: casts, comparisons with zero, missing subscripts. */
import type * as TS from "typescript";
import { bindsTighter } from "../../frontend/syntax.js";
import { ts } from "../../ts.js";
import { fix, insert, type Fix, type Site } from "./fix.js";
import { spellType } from "./imports.js";

/** The expression whose value is stored: `node` itself, or the right side of the assignment that it is. */
export function storedExpression(node: TS.Node): TS.Expression | undefined {
  if (ts.isBinaryExpression(node) && isAssignment(node)) {
    return node.operatorToken.kind === ts.SyntaxKind.EqualsToken ? node.right : undefined;
  }
  return ts.isExpression(node) && !isStep(node) ? node : undefined;
}

/** `x++`, `--x`. */
export function isStep(node: TS.Node): node is TS.PrefixUnaryExpression | TS.PostfixUnaryExpression {
  if (ts.isPostfixUnaryExpression(node)) return true;
  const { PlusPlusToken, MinusMinusToken } = ts.SyntaxKind;
  return ts.isPrefixUnaryExpression(node) && (node.operator === PlusPlusToken || node.operator === MinusMinusToken);
}

/** `=`, `+=` and the like. */
export function isAssignment({ operatorToken: { kind } }: TS.BinaryExpression): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** Wraps `e` in a cast: `int8(e)`. */
export function castFix(file: TS.SourceFile, e: TS.Expression | undefined, type: string): readonly Fix[] {
  if (e === undefined) return [];
  const { text, edits } = spellType(file, type, "value");
  const start = e.getStart(file);
  const parenthesised = ts.isParenthesizedExpression(e);
  const around = parenthesised ? [insert(start, text)] : [insert(start, `${text}(`), insert(e.getEnd(), ")")];
  return fix(`Convert with ${text}(…)`, ...around, ...edits);
}

/** Makes a truth value of the number `e`: `e !== 0`. */
export function compareFix(file: TS.SourceFile, e: TS.Expression | undefined): readonly Fix[] {
  if (e === undefined) return [];
  const [start, end] = [e.getStart(file), e.getEnd()];
  if (bindsTighter(e)) return fix("Compare with 0", insert(end, " !== 0"));
  return fix("Compare with 0", insert(start, "("), insert(end, ") !== 0"));
}

/** Converts `e` to `type`, by a comparison if that is bool. */
export function convertFix(file: TS.SourceFile, e: TS.Expression | undefined, type: string): readonly Fix[] {
  return type === "bool" ? compareFix(file, e) : castFix(file, e, type);
}

/** Appends subscripts to `e`: the variables of the loops around that it doesn't use yet, outermost first, then 0. */
export function subscriptFix({ file }: Site, e: TS.Expression, missing: number): readonly Fix[] {
  if (missing < 1) return [];
  const free = loopVariables(e).filter((name) => !new RegExp(`\\b${name}\\b`).test(e.getText(file)));
  const text = Array.from({ length: missing }, (_, i) => `[${free[i] ?? "0"}]`).join("");
  const dimensions = missing === 1 ? "the other dimension" : "every dimension";
  return fix(`Subscript ${dimensions}: ${e.getText(file)}${text}`, insert(e.getEnd(), text));
}

function loopVariables(node: TS.Node): readonly string[] {
  const { parent } = node;
  if (ts.isSourceFile(node) || ts.isFunctionLike(parent)) return [];
  const isLoop = (ts.isForStatement(parent) || ts.isForOfStatement(parent)) && parent.statement === node;
  return [...loopVariables(parent), ...(isLoop ? headVariables(parent.initializer) : [])];
}

function headVariables(head: TS.ForInitializer | undefined): readonly string[] {
  if (head === undefined || !ts.isVariableDeclarationList(head)) return [];
  return head.declarations.flatMap(({ name }) => {
    if (ts.isIdentifier(name)) return [name.text];
    return name.elements.flatMap((e) => (ts.isBindingElement(e) && ts.isIdentifier(e.name) ? [e.name.text] : []));
  });
}

/** How many dimensions a type has as diagnostics name it: 2 for `Tensor<int32, [4, 4]>`. */
export function rankOf(type: string): number {
  const shape = /\[([^\]]*)\]>$/.exec(type)?.[1];
  return shape === undefined ? 0 : shape.split(",").length;
}
