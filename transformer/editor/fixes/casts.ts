/** Fixes that convert a value: casts, comparisons, another literal, another operator. */
import type * as TS from "typescript";
import { types } from "../../../lib/diagnostics/catalogue/types.js";
import { contains, interval, intervalOf, intTypeFor, int, typeName } from "../../../lib/ir/types.js";
import { ts } from "../../ts.js";
import { castFix, convertFix, storedExpression } from "./expressions.js";
import { fix, insert, mend, replace, type Edit, type Fix, type Mender, type Site } from "./fix.js";
import { spellName, spellType } from "./imports.js";

export const castMenders: readonly Mender[] = [
  mend(types.literalDoesNotFit, (site, [value, type]) => [
    ...widerTypeFix(site, value),
    ...convertFix(site.file, storedExpression(site.node), type),
  ]),
  mend(types.boolMismatch, ({ file, node }, [, to]) => convertFix(file, storedExpression(node), to)),
  mend(types.conditionNotBool, ({ file, node }, [, comparison]) => {
    const whole = ts.isPrefixUnaryExpression(node.parent) ? node.parent : node;
    return fix("Compare with 0", replace(file, whole, comparison));
  }),
  mend(types.subscriptNotInteger, ({ file, node }) => castFix(file, expression(node), "int32")),
  mend(types.boundNotInteger, ({ file, node }) => castFix(file, expression(node), "int32")),
  mend(types.mayNotFit, ({ file, node }, [, has]) => castFix(file, storedExpression(node), has)),
  mend(types.badOperands, operandsFix),
  mend(types.badOperand, ({ file, node }, [symbol]) => {
    return castFix(file, operandsOf(node)[0], symbol === "~" ? "int32" : "float32");
  }),
  mend(types.inexactLiteralDivision, divisionFix),
  mend(types.negativeShift, shiftFix),
];

function expression(node: TS.Node): TS.Expression | undefined {
  return ts.isExpression(node) ? node : undefined;
}

/** The narrowest of the usual types that holds `value`, where a variable's annotation can be changed to it. */
function widerTypeFix({ file, node }: Site, value: string): readonly Fix[] {
  const { parent } = node;
  if (!ts.isVariableDeclaration(parent) || parent.type === undefined || parent.initializer !== node) return [];
  const { text, edits } = spellType(file, typeFor(value, parent.type.getText(file)), "type");
  return fix(`Declare as ${text}`, replace(file, parent.type, text), ...edits);
}

function typeFor(value: string, declared: string): string {
  if (!/^-?\d+$/.test(value)) return "float32";
  const range = interval(BigInt(value), BigInt(value));
  const unsigned = range.lo >= 0n && /^u/i.test(declared);
  const usual = [8, 16, 32, 64].map((width) => int(width, !unsigned)).find((t) => contains(intervalOf(t), range));
  return typeName(usual ?? intTypeFor(range));
}

function operandsOf(node: TS.Node): readonly TS.Expression[] {
  if (ts.isBinaryExpression(node)) return [node.left, node.right];
  if (ts.isPrefixUnaryExpression(node)) return [node.operand];
  return ts.isCallExpression(node) ? node.arguments : [];
}

const forIntegers: ReadonlySet<string> = new Set(["&", "|", "^", "<<", ">>", ">>>", "floorDiv", "mod"]);
const forFloats: ReadonlySet<string> = new Set(["**", "Math.pow", "Math.hypot"]);

/** One fix that casts each operand of the wrong kind. */
function operandsFix({ file, node }: Site, args: readonly [string, string, string, string]): readonly Fix[] {
  const [symbol, left, right] = args;
  const wanted = forIntegers.has(symbol) ? "int32" : forFloats.has(symbol) ? "float32" : undefined;
  if (wanted === undefined) return [];
  const isWrong = (type: string): boolean => /^b?float/.test(type) === (wanted === "int32");
  const wrong = operandsOf(node).filter((e, i) => isWrong(i === 0 ? left : right) && !ts.isNumericLiteral(e));
  const edits = wrong.flatMap((e) => castFix(file, e, wanted)[0]?.edits ?? []);
  return edits.length === 0 ? [] : fix(`Convert with ${wanted}(…)`, ...withoutRepeats(edits));
}

/** Two casts need their import once. */
function withoutRepeats(edits: readonly Edit[]): readonly Edit[] {
  const isSame = (a: Edit, b: Edit): boolean => a.start === b.start && a.end === b.end && a.text === b.text;
  return edits.filter((e, i) => edits.findIndex((o) => isSame(o, e)) === i);
}

/** `1 / 3`: a fraction, or the integer below it. */
function divisionFix({ file, node }: Site): readonly Fix[] {
  if (!ts.isBinaryExpression(node)) return [];
  const { left, right } = node;
  const floor = spellName(file, "floorDiv", "value");
  const call = replace(file, node, `${floor.text}(${left.getText(file)}, ${right.getText(file)})`);
  const fraction = ts.isNumericLiteral(left) && /^\d+$/.test(left.getText(file))
    ? fix("Divide as fractions", insert(left.getEnd(), ".0"))
    : [];
  return [...fraction, ...fix("Divide as integers, rounding down", call, ...floor.edits)];
}

const opposite: Readonly<Record<string, string>> = { "<<": ">>", ">>": "<<" };

/** `x << -1`: the other direction. */
function shiftFix({ file, node }: Site): readonly Fix[] {
  if (!ts.isBinaryExpression(node) || !ts.isPrefixUnaryExpression(node.right)) return [];
  const { left, right, operatorToken } = node;
  const other = opposite[operatorToken.getText(file)];
  if (other === undefined || right.operator !== ts.SyntaxKind.MinusToken) return [];
  const text = `${left.getText(file)} ${other} ${right.operand.getText(file)}`;
  return fix(`Shift the other way: ${text}`, replace(file, node, text));
}
