/** The same bits read as another type. */
import type { Bitcast } from "../../ir/ir.js";
import { intervalOf, isIntegral, type FloatType } from "../../ir/types.js";
import { asInt } from "../../ir/typing.js";
import { bigint, number, toBigint, toNumber, wrapped, wrapped32 } from "./carriers.js";
import { call, infix, primary, type Code, type IntCode } from "./code.js";
import type { FunctionContext } from "./context.js";
import { rawOfFloat } from "./from-float.js";

/** The bits of the operand as an integer of the type of `e`. */
export function bitsAsInteger(e: Bitcast, cx: FunctionContext): IntCode {
  const { operand, type } = e;
  if (!isIntegral(type)) throw new Error("an integral bitcast was expected");
  const to = asInt(type);
  if (isIntegral(operand.type)) return wrapped(cx.lower.integer(operand, cx), to, cx.module.runtime);
  if (operand.type.kind === "fixed") {
    if (operand.kind !== "cast") throw new Error("fixed point was to be lowered");
    return wrapped(rawOfFloat(operand, operand.type, cx), to, cx.module.runtime);
  }
  return bitsOfFloat(cx.lower.float(operand, cx), operand.type, to.signed, cx);
}

function bitsOfFloat(code: Code, type: FloatType, signed: boolean, cx: FunctionContext): IntCode {
  const to = { kind: "int", width: type.width, signed } as const;
  switch (type.width) {
    case 16:
      return wrapped(number(smallBits(code, type, cx), intervalOf({ ...to, signed: false })), to, cx.module.runtime);
    case 32:
      return wrapped32(call(cx.helper("bitsOfFloat32"), code), to);
    case 64: {
      const bits = bigint(call(cx.helper("bitsOfFloat64"), code), intervalOf({ ...to, signed: true }));
      return wrapped(bits, to, cx.module.runtime);
    }
  }
}

/** The bits of `code` rounded to a 16-bit float type. */
export function smallBits(code: Code, type: FloatType, cx: FunctionContext): Code {
  return call(cx.helper(type.precision === 8 ? "bfloatBits" : "halfBits"), code);
}

/** The float that the bits of the operand are; it is rounded to its type. */
export function bitsAsFloat(e: Bitcast, type: FloatType, cx: FunctionContext): Code {
  switch (type.width) {
    case 16:
      return primary(`${cx.valuesOf(type)}[${infix("&", toNumber(bits(e, cx)), primary("65535")).text}]`);
    case 32:
      return call(cx.helper("float32OfBits"), toNumber(bits(e, cx)));
    case 64:
      return call(cx.helper("float64OfBits"), toBigint(bits(e, cx)));
  }
}

/** The bits of the operand in some integer. */
function bits({ operand }: Bitcast, cx: FunctionContext): IntCode {
  if (isIntegral(operand.type)) return cx.lower.integer(operand, cx);
  if (operand.type.kind === "fixed") throw new Error("fixed point was to be lowered");
  return bitsOfFloat(cx.lower.float(operand, cx), operand.type, false, cx);
}
