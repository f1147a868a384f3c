/** `Math.*` and Heddle's arithmetic functions: a table from the user's name to the IR operator. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import type { BinaryOp, UnaryOp } from "../../lib/ir/ir.js";
import { refuse, type Scope } from "./context.js";
import { lowerExpression } from "./recursion.js";
import { binaryValue, unaryValue } from "./operators.js";
import type { Value } from "./value.js";

type Builtin =
  | { readonly form: "unary"; readonly op: UnaryOp }
  | { readonly form: "binary"; readonly op: BinaryOp }
  /** Any number of arguments, combined from the left. */
  | { readonly form: "fold"; readonly op: BinaryOp }
  | { readonly form: "clamp" };

const unaryMath: readonly UnaryOp[] = [
  "abs",
  "sqrt",
  "exp",
  "log",
  "sin",
  "cos",
  "tan",
  "tanh",
  "floor",
  "ceil",
  "round",
  "trunc",
  "sign",
];

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...unaryMath.map((op): [string, Builtin] => [`Math.${op}`, { form: "unary", op }]),
  ["Math.min", { form: "fold", op: "min" }],
  ["Math.max", { form: "fold", op: "max" }],
  ["Math.pow", { form: "binary", op: "pow" }],
  ["Math.hypot", { form: "binary", op: "hypot" }],
  ["min", { form: "fold", op: "min" }],
  ["max", { form: "fold", op: "max" }],
  ["abs", { form: "unary", op: "abs" }],
  ["floorDiv", { form: "binary", op: "floordiv" }],
  ["mod", { form: "binary", op: "mod" }],
  ["clamp", { form: "clamp" }],
]);

/** Lowers a call of the builtin `name`. */
export function lowerBuiltin(scope: Scope, node: TS.CallExpression, name: string): Value | undefined {
  const builtin = builtins.get(name);
  if (builtin === undefined) return refuse(scope, node, kinds.unknownBuiltin, [name, [...builtins.keys()]]);
  const args = node.arguments.map((a) => lowerExpression(scope, a));
  const known = args.filter((a) => a !== undefined);
  if (known.length !== args.length) return undefined;
  const expected = { unary: 1, binary: 2, fold: Math.max(2, known.length), clamp: 3 }[builtin.form];
  if (known.length !== expected) return refuse(scope, node, kinds.argumentCount, [name, expected, known.length]);
  return apply(scope, node, name, builtin, known);
}

function apply(
  scope: Scope,
  node: TS.CallExpression,
  name: string,
  builtin: Builtin,
  args: readonly Value[],
): Value | undefined {
  const [first, second, third] = args;
  if (first === undefined) return undefined;
  switch (builtin.form) {
    case "unary":
      return unaryValue(scope, node, builtin.op, name, first);
    case "binary":
    case "fold":
      return args
        .slice(1)
        .reduce<Value | undefined>(
          (left, right) => (left === undefined ? undefined : binaryValue(scope, node, builtin.op, name, left, right)),
          first,
        );
    case "clamp": {
      const raised = second === undefined ? undefined : binaryValue(scope, node, "max", name, first, second);
      return raised === undefined || third === undefined
        ? undefined
        : binaryValue(scope, node, "min", name, raised, third);
    }
  }
}
