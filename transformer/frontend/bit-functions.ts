/** `bit`, `bits`, `withBit`, `withBits`, `concat`, `reverseBits`, `bitcast`: on the bits of integers and fixed point. */
import type * as TS from "typescript";
import { shapes as shapeKinds } from "../../lib/diagnostics/catalogue/shapes.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { binary, bitcast, cast, intConst, unary } from "../../lib/ir/build.js";
import type { Expr } from "../../lib/ir/ir.js";
import { bitWidth, int, isIntegral, isScalar, maxIntWidth, typeName } from "../../lib/ir/types.js";
import { refuse, type Scope } from "./context.js";
import { lowerExpression } from "./recursion.js";
import { typeValue } from "./type-values.js";
import { castTo, scalar, toExpr, type Value } from "./value.js";
import { difference } from "./views.js";

type BitFunction = (scope: Scope, node: TS.CallExpression) => Value | undefined;

export const bitFunctions: ReadonlyMap<string, BitFunction> = new Map<string, BitFunction>([
  ["bit", (scope, node) => onBits(scope, node, 2, ([x, at]) => bitAt(x, at))],
  ["bits", lowerBits],
  ["withBit", (scope, node) => onBits(scope, node, 3, ([x, at, value]) => withField(x, at, 1, value))],
  ["withBits", lowerWithBits],
  ["concat", lowerConcat],
  ["reverseBits", (scope, node) => onBits(scope, node, 1, ([x]) => (x === undefined ? undefined : unary("reverse", x, x.span)))],
  ["bitcast", lowerBitcast],
]);

/** The arguments as expressions of integers or fixed point; refused otherwise, or when there are not `count` of them. */
function bitArguments(scope: Scope, node: TS.CallExpression, count: number | undefined): readonly Expr[] | undefined {
  const name = node.expression.getText();
  if (count !== undefined && node.arguments.length !== count) {
    return refuse(scope, node, kinds.argumentCount, [name, count, node.arguments.length]);
  }
  const args = node.arguments.map((a): Expr | undefined => {
    const value = lowerExpression(scope, a);
    const e = value === undefined ? undefined : toExpr(scope, a, value);
    if (e?.type.kind !== "float") return e;
    return refuse(scope, a, typeKinds.badOperand, [name, typeName(e.type), `a float has no such bits: bitcast(uint${e.type.width}, x) gives them`]);
  });
  const known = args.filter((a) => a !== undefined);
  return known.length === args.length ? known : undefined;
}

function onBits(
  scope: Scope, node: TS.CallExpression, count: number, f: (args: readonly Expr[]) => Expr | undefined,
): Value | undefined {
  const args = bitArguments(scope, node, count);
  const made = args === undefined ? undefined : f(args);
  return made === undefined ? undefined : scalar(made);
}

/** The bits of `x` as an unsigned integer. */
function plainBits(x: Expr): Expr {
  const width = bitWidth(x.type);
  return x.type.kind === "fixed" ? bitcast(x, int(width, false)) : cast(x, int(width, false));
}

function bitAt(x: Expr | undefined, at: Expr | undefined): Expr | undefined {
  if (x === undefined || at === undefined) return undefined;
  return cast(binary("shr", plainBits(x), at, x.span), int(1, false));
}

/** `bits(x, hi, lo)`: both ends included; as many bits whatever the values of variables in them. */
function lowerBits(scope: Scope, node: TS.CallExpression): Value | undefined {
  const args = bitArguments(scope, node, 3);
  const [x, hi, lo] = args ?? [];
  const width = hi === undefined || lo === undefined ? undefined : fieldWidth(scope, node, hi, lo);
  if (x === undefined || lo === undefined || width === undefined) return undefined;
  return scalar(cast(binary("shr", plainBits(x), lo, x.span), int(width, false)));
}

/** The number of bits from `lo` to `hi`. */
function fieldWidth(scope: Scope, node: TS.CallExpression, hi: Expr, lo: Expr): number | undefined {
  const between = difference(hi, lo);
  if (between !== undefined && between >= 0n && between < BigInt(maxIntWidth)) return Number(between) + 1;
  const [, hiNode, loNode] = node.arguments;
  return refuse(scope, node, shapeKinds.bitRange, [hiNode?.getText() ?? "", loNode?.getText() ?? ""]);
}

function lowerWithBits(scope: Scope, node: TS.CallExpression): Value | undefined {
  const [x, hi, lo, value] = bitArguments(scope, node, 4) ?? [];
  const width = hi === undefined || lo === undefined ? undefined : fieldWidth(scope, node, hi, lo);
  const made = width === undefined ? undefined : withField(x, lo, width, value);
  return made === undefined ? undefined : scalar(made);
}

/** `x` with `width` of its bits from `lo` on replaced by the low ones of `value`. */
function withField(x: Expr | undefined, lo: Expr | undefined, width: number, value: Expr | undefined): Expr | undefined {
  if (x === undefined || lo === undefined || value === undefined) return undefined;
  const whole = int(bitWidth(x.type), false);
  const at = (bits: Expr): Expr => binary("shl", cast(bits, whole), lo, x.span);
  const mask = at(intConst((1n << BigInt(width)) - 1n, x.span));
  const kept = binary("and", plainBits(x), unary("bitnot", mask));
  const field = at(cast(plainBits(value), int(width, false)));
  const bits = cast(binary("or", kept, field), whole);
  return x.type.kind === "fixed" ? bitcast(bits, x.type) : cast(bits, x.type);
}

/** `concat(a, b, …)`: the first in the high bits. */
function lowerConcat(scope: Scope, node: TS.CallExpression): Value | undefined {
  const args = bitArguments(scope, node, undefined);
  const [first, ...rest] = args ?? [];
  if (args === undefined) return undefined;
  if (first === undefined) return refuse(scope, node, kinds.argumentCount, ["concat", 2, 0]);
  const total = args.reduce((n, a) => n + bitWidth(a.type), 0);
  if (total > maxIntWidth) {
    return refuse(scope, node, typeKinds.badOperand, ["concat", `${total} bits`, `integers have at most ${maxIntWidth}`]);
  }
  return scalar(rest.reduce((high, low) => {
    const width = bitWidth(high.type) + bitWidth(low.type);
    const moved = binary("shl", cast(high, int(width, false)), intConst(bitWidth(low.type)), high.span);
    return binary("or", moved, plainBits(low), high.span);
  }, plainBits(first)));
}

/** `bitcast(T, x)`: the same bits as another type of the same width. */
function lowerBitcast(scope: Scope, node: TS.CallExpression): Value | undefined {
  const [typeNode, valueNode] = node.arguments;
  if (typeNode === undefined || valueNode === undefined) return refuse(scope, node, kinds.argumentCount, ["bitcast", 2, node.arguments.length]);
  const type = typeValue(scope, typeNode);
  if (type === undefined || !isScalar(type)) return refuse(scope, typeNode, typeKinds.notHardwareType, [`'${typeNode.getText()}' is not a scalar type`]);
  const value = lowerExpression(scope, valueNode);
  const e = value === undefined ? undefined : toExpr(scope, valueNode, value);
  if (e === undefined) return undefined;
  if (bitWidth(e.type) === bitWidth(type)) return scalar(isIntegral(type) && isIntegral(e.type) ? castTo(e, type) : bitcast(e, type));
  return refuse(scope, node, shapeKinds.bitcastWidth, [typeName(e.type), bitWidth(e.type), typeName(type), bitWidth(type)]);
}
