/** Random expressions over every width: generated JavaScript gives what the interpreter gives. */
import fc from "fast-check";
import { binary, bitcast, cast, compare, constant, load, logic, select, unary,
  variable } from "../../../lib/ir/build.js";
import type { BinaryOp, CompareOp, Expr, Func, Module, Stmt, Sym, UnaryOp } from "../../../lib/ir/ir.js";
import {
  bfloat16, bitWidth, bool, fixed, float16, float32, float64, index, int, isIntegral, rawInterval, tensor,
  type FixedType,
  type ScalarType, type TensorType,
} from "../../../lib/ir/types.js";
import { isShift } from "../../../lib/ir/typing.js";
import { fromBits } from "../../../lib/numeric/bits.js";
import { convert, type Value } from "../../../lib/numeric/convert.js";
import { overflows, roundings } from "../../support/generate/types.js";
import { runs } from "../../support/runs.js";
import { agree } from "./agree.js";

type Recipe =
  | { readonly kind: "param"; readonly n: number }
  | { readonly kind: "int"; readonly value: bigint }
  | { readonly kind: "float"; readonly value: number; readonly single: boolean }
  | { readonly kind: "load"; readonly at: Recipe; readonly wild: boolean }
  | { readonly kind: "integers"; readonly op: BinaryOp; readonly left: Recipe; readonly right: Recipe }
  | { readonly kind: "floats"; readonly op: BinaryOp; readonly left: Recipe; readonly right: Recipe }
  | { readonly kind: "integer"; readonly op: UnaryOp; readonly operand: Recipe }
  | { readonly kind: "floating"; readonly op: UnaryOp; readonly operand: Recipe }
  | { readonly kind: "cast"; readonly type: ScalarType; readonly operand: Recipe }
  | {
    readonly kind: "fixed"; readonly op: BinaryOp; readonly type: FixedType; readonly left: Recipe; readonly right: Recipe;
  }
  | { readonly kind: "fixedUnary"; readonly op: UnaryOp; readonly type: FixedType; readonly operand: Recipe }
  | { readonly kind: "bits"; readonly type: ScalarType; readonly operand: Recipe }
  | { readonly kind: "select"; readonly cond: Recipe; readonly left: Recipe; readonly right: Recipe }
  | { readonly kind: "compare"; readonly op: CompareOp; readonly left: Recipe; readonly right: Recipe }
  | { readonly kind: "logic"; readonly op: "and" | "or"; readonly left: Recipe; readonly right: Recipe };

const fixedType: fc.Arbitrary<FixedType> = fc
  .record({
    format: fc.oneof(
      fc.constantFrom<[number, number]>([8, 4], [16, 8], [16, 12], [32, 16], [32, 16], [32, 24], [40, 24], [12, 0],
        [6, 9]),
      fc.tuple(fc.integer({ min: 1, max: 66 }), fc.integer({ min: -6, max: 70 })),
    ),
    signed: fc.boolean(), rounding: fc.constantFrom(...roundings), overflow: fc.constantFrom(...overflows),
  })
  .map(({ format: [width, frac], signed, rounding, overflow }) => fixed(width, frac, signed, rounding, overflow));

const widths = [1, 2, 7, 8, 12, 16, 20, 31, 32, 33, 40, 52, 53, 54, 60, 64, 65, 100];
const scalarType: fc.Arbitrary<ScalarType> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom(...widths), fc.boolean()).map(([w, signed]) => int(w, signed)) },
  { weight: 3, arbitrary: fc.constantFrom<ScalarType>(int(32), int(8), int(64), int(64, false), int(32, false)) },
  { weight: 4, arbitrary: fc.constantFrom<ScalarType>(bool, index, float32, float64, float16, bfloat16) },
  { weight: 5, arbitrary: fixedType },
);

const integerOps = [
  "add", "sub", "mul", "div", "rem", "floordiv", "mod", "shl", "shr", "ushr", "and", "or", "xor", "min", "max",
] as const;
const floatOps = ["add", "sub", "mul", "div", "rem", "min", "max", "pow", "hypot"] as const;
const integerUnary = ["neg", "abs", "bitnot", "sign", "reverse", "floor"] as const;
const fixedUnary = ["neg", "abs", "bitnot", "sign", "reverse", "floor", "ceil", "round", "trunc"] as const;
const floatUnary = [
  "neg", "abs", "sqrt", "exp", "log", "sin", "tanh", "floor", "ceil", "round", "trunc", "sign",
] as const;
const comparisons = ["eq", "ne", "lt", "le", "gt", "ge"] as const;

const around = (limit: bigint): fc.Arbitrary<bigint> => fc.bigInt(-limit, limit);
const smallInt = fc.oneof(fc.bigInt(-3n, 9n), fc.bigInt(-40n, 70n), around(2n ** 33n), around(2n ** 66n));

const { recipe } = fc.letrec<{ recipe: Recipe; leaf: Recipe }>((tie) => ({
  recipe: fc.oneof(
    { maxDepth: 4, depthSize: "medium" },
    { weight: 2, arbitrary: tie("leaf") },
    { weight: 6, arbitrary: fc.record({
      kind: fc.constant("integers" as const), op: fc.constantFrom(...integerOps),
      left: tie("recipe"), right: tie("recipe"),
    }) },
    { weight: 2, arbitrary: fc.record({
      kind: fc.constant("floats" as const), op: fc.constantFrom(...floatOps), left: tie("recipe"), right: tie("recipe"),
    }) },
    { weight: 1, arbitrary: fc.record({
      kind: fc.constant("integer" as const), op: fc.constantFrom(...integerUnary), operand: tie("recipe"),
    }) },
    { weight: 1, arbitrary: fc.record({
      kind: fc.constant("floating" as const), op: fc.constantFrom(...floatUnary), operand: tie("recipe"),
    }) },
    { weight: 4, arbitrary: fc.record({
      kind: fc.constant("fixed" as const), op: fc.constantFrom(...integerOps), type: fixedType,
      left: tie("recipe"), right: tie("recipe"),
    }) },
    { weight: 1, arbitrary: fc.record({
      kind: fc.constant("fixedUnary" as const), op: fc.constantFrom(...fixedUnary), type: fixedType,
      operand: tie("recipe"),
    }) },
    { weight: 1, arbitrary: fc.record({
      kind: fc.constant("bits" as const), type: scalarType, operand: tie("recipe"),
    }) },
    { weight: 4, arbitrary: fc.record({
      kind: fc.constant("cast" as const), type: scalarType, operand: tie("recipe"),
    }) },
    { weight: 1, arbitrary: fc.record({
      kind: fc.constant("select" as const), cond: tie("recipe"), left: tie("recipe"), right: tie("recipe"),
    }) },
    { weight: 1, arbitrary: fc.record({
      kind: fc.constant("compare" as const), op: fc.constantFrom(...comparisons),
      left: tie("recipe"), right: tie("recipe"),
    }) },
    { weight: 1, arbitrary: fc.record({
      kind: fc.constant("logic" as const), op: fc.constantFrom("and" as const, "or" as const),
      left: tie("recipe"), right: tie("recipe"),
    }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("load" as const), at: tie("recipe"), wild: fc.boolean() }) },
  ),
  leaf: fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("param" as const), n: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("int" as const), value: smallInt }) },
    { weight: 1, arbitrary: fc.record({
      kind: fc.constant("float" as const), value: fc.double({ noNaN: false }), single: fc.boolean(),
    }) },
  ),
})) as { recipe: fc.Arbitrary<Recipe> };

interface Case {
  readonly types: readonly ScalarType[];
  readonly element: ScalarType;
  readonly result: ScalarType;
  readonly recipe: Recipe;
  readonly seeds: readonly (readonly [bigint, number])[];
}

const realSeed = fc.oneof(fc.double(), fc.constantFrom(-0, 0, NaN, 0.5, 1e300));
const seed = fc.tuple(fc.oneof(smallInt, around(2n ** 100n)), realSeed);
const testCase: fc.Arbitrary<Case> = fc.record({
  types: fc.array(scalarType, { minLength: 4, maxLength: 4 }),
  element: scalarType,
  result: scalarType,
  recipe,
  seeds: fc.array(seed, { minLength: 8, maxLength: 8 }),
});

const tensorLength = 4;

/** Builds the expression; every node gets a span of its own, so that errors can be told apart. */
function builder(
  params: readonly { sym: Sym; type: ScalarType }[], array: { sym: Sym; type: TensorType },
): (r: Recipe) => Expr {
  let position = 0;
  const span = (): Expr["span"] => ({ file: "random.ts", start: position++, length: 1 });
  const integral = (e: Expr): Expr => (isIntegral(e.type) ? e : cast(e, int(32), span()));
  const floating = (e: Expr): Expr => (e.type.kind === "float" ? e : cast(e, float64, span()));
  const fixedPoint = (e: Expr, type: FixedType): Expr => (e.type.kind === "fixed" ? e : cast(e, type, span()));
  // Results grow exactly, but not for ever.
  const limited = (e: Expr): Expr => (
    (e.type.kind === "fixed" || e.type.kind === "int") && e.type.width > 600 ? cast(e, fixed(64, 32), span()) : e
  );
  const truth = (e: Expr): Expr => cast(e, bool, span());
  const build = (r: Recipe): Expr => limited(bare(r));
  const bare = (r: Recipe): Expr => {
    switch (r.kind) {
      case "param": {
        const p = params[r.n];
        if (p === undefined) throw new Error("no such parameter");
        return variable(p.sym, p.type, span());
      }
      case "int":
        return constant(r.value, r.value < 0n ? int(68) : int(67, false), span());
      case "float":
        return constant(r.value, r.single ? float32 : float64, span());
      case "load": {
        const at = integral(build(r.at));
        return load(array.sym, array.type, [r.wild ? at : binary("and", at, constant(3n, int(3)), span())], span());
      }
      case "integers":
        return binary(r.op, integral(build(r.left)), integral(build(r.right)), span());
      case "floats":
        return binary(r.op, floating(build(r.left)), floating(build(r.right)), span());
      case "fixed": {
        const [left, right] = [fixedPoint(build(r.left), r.type), build(r.right)];
        if (isShift(r.op)) return binary(r.op, left, integral(right), span());
        const made = binary(r.op, left, right.type.kind === "float" ? cast(right, r.type, span()) : right, span());
        return r.op === "div" ? { ...made, type: r.type } : made;
      }
      case "fixedUnary":
        return unary(r.op, fixedPoint(build(r.operand), r.type), span());
      case "bits": {
        const operand = build(r.operand);
        const width = bitWidth(operand.type);
        const type = bitWidth(r.type) === width ? r.type : r.type.kind === "fixed" ? { ...r.type, width } : int(width,
          width % 2 === 0);
        return bitcast(operand, type, span());
      }
      case "integer":
        return unary(r.op, integral(build(r.operand)), span());
      case "floating":
        return unary(r.op, floating(build(r.operand)), span());
      case "cast":
        return cast(build(r.operand), r.type, span());
      case "select":
        return select(truth(build(r.cond)), build(r.left), build(r.right), span());
      case "compare":
        return compare(r.op, build(r.left), build(r.right), span());
      case "logic":
        return logic(r.op, truth(build(r.left)), truth(build(r.right)), span());
    }
  };
  return build;
}

function moduleOf(c: Case): Module {
  const span = { file: "random.ts", start: 9_000, length: 1 };
  const params = c.types.map((type, id) => ({ sym: { name: `p${id}`, id }, type, span }));
  const array = { sym: { name: "A", id: 10 }, type: tensor(c.element, [tensorLength]), span };
  const made = builder(params, array)(c.recipe);
  const x = { name: "x", id: 11 };
  const store = (at: bigint, e: Expr): Stmt => (
    { kind: "store", tensor: array.sym, index: [constant(at, index)], value: cast(e, c.element), span }
  );
  const body: Stmt[] = [
    { kind: "let", sym: x, type: made.type, mutable: false, init: made, span },
    store(1n, variable(x, made.type)),
    store(2n, made),
    { kind: "return", values: [cast(made, c.result)], span },
  ];
  const sym = { name: "f", id: 12 };
  const top: Func = { kind: "func", sym, params: [...params, array], results: [c.result], states: [], body, span };
  return { functions: [top], top };
}

/** A value of `type`, often at the ends of what it can hold. */
function valueOf(type: ScalarType, [integer, real]: readonly [bigint, number]): Value {
  if (type.kind === "float") return convert(real, type);
  const { lo, hi } = rawInterval(type);
  const raw = integer % 5n === 0n ? (integer % 2n === 0n ? lo : hi) : integer;
  return fromBits(BigInt.asUintN(bitWidth(type), raw), type);
}

describe("targets/js expressions", () => {
  it("agree with the interpreter", function () {
    this.timeout(runs(60_000));
    fc.assert(fc.property(testCase, (c) => {
      const zero: readonly [bigint, number] = [0n, 0];
      const scalars = c.types.map((t, i) => valueOf(t, c.seeds[i] ?? zero));
      const elements = Array.from({ length: tensorLength }, (_, i) => valueOf(c.element, c.seeds[4 + i] ?? zero));
      agree(moduleOf(c), [...scalars, elements]);
    }), { numRuns: runs(1200) });
  });
});
