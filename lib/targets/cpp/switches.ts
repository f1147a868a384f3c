/** Lowers `switch`. */
import type { Switch } from "../../ir/ir.js";
import { contains, intervalOf, isIntegral } from "../../ir/types.js";
import { rangeOf, type FuncContext } from "./context.js";
import { lower } from "./expressions.js";
import { inside, withBreakLabel, type Breakable } from "./loops.js";
import type { Body } from "./statements.js";
import { cast, infix, literal, name, type CppCase, type CppExpr, type CppStmt } from "./tree.js";
import { int64, plainInt, uint64, valuesOf } from "./types.js";
import { castTo, integerLiteral, isSimple, type Lowered } from "./value.js";

export function lowerSwitch(s: Switch, b: Body): readonly CppStmt[] {
  b.loops.band.label = undefined;
  const { type } = s.value;
  if (!isIntegral(type)) throw new Error("a switch is over integers");
  const value = lower(s.value, b.c);
  // C++ refuses a case that the type of its value does not hold.
  const ranges = [rangeOf(s.value, b.c), valuesOf(value.type)];
  const isPossible = (v: bigint): boolean => ranges.every((r) => contains(r, { lo: v, hi: v }));
  const possible = s.cases.map((k) => ({ ...k, values: k.values.filter(isPossible) })).filter((k) => k.values.length > 0);
  if (value.type.kind === "wide" && value.type.width > 64) return chain({ ...s, cases: possible }, value, b);
  const target: Breakable = { kind: "switch", id: s.id, name: "switch", continuesAtLabel: false };
  const cases = possible.map((k): CppCase =>
    ({ labels: k.values.map((v) => integerLiteral(v, b.c).expr), body: caseBody(k.body, target, b) }));
  const rest: readonly CppCase[] = s.default.length === 0 ? [] : [{ labels: [], body: caseBody(s.default, target, b) }];
  return withBreakLabel(target, [{ kind: "switch", value: switchable(value, s, b.c), cases: [...cases, ...rest] }]);
}

/** A value of one of C++'s own integer types. */
function switchable(v: Lowered, s: Switch, c: FuncContext): CppExpr {
  if (v.type.kind === "bool") return cast(plainInt, v.expr);
  if (v.type.kind !== "wide") return v.expr;
  const { width, signed } = v.type;
  const own = width < 32 || (width === 32 && signed) ? plainInt : signed || width < 64 ? int64 : uint64;
  const whole = isIntegral(s.value.type) ? intervalOf(s.value.type) : undefined;
  return whole === undefined ? v.expr : castTo(own, v, whole, c).expr;
}

/** Control never goes on to the next case. */
function caseBody(stmts: Switch["default"], target: Breakable, b: Body): readonly CppStmt[] {
  const body = inside(target, stmts, b);
  return endsIn(body.at(-1)) ? body : [...body, { kind: "break" }];
}

function endsIn(last: CppStmt | undefined): boolean {
  return last !== undefined && ["break", "continue", "goto", "return"].includes(last.kind);
}

/** Values of more bits than C++'s integers have are compared one by one; `break` goes behind the comparisons. */
function chain(s: Switch, value: Lowered, b: Body): readonly CppStmt[] {
  return b.c.names.block(() => {
    const target: Breakable = { kind: "chain", id: s.id, name: "switch", continuesAtLabel: false };
    const isShort = isSimple(value.expr);
    const item = isShort ? value.expr : name(b.c.names.fresh("value"));
    const branches = s.cases.map((k) => ({
      cond: anyOf(k.values.map((v) => infix("==", item, integerLiteral(v, b.c).expr))), body: inside(target, k.body, b),
    }));
    const otherwise = inside(target, s.default, b);
    const made = branches.reduceRight<readonly CppStmt[]>(
      (rest, k) => [{ kind: "if", cond: k.cond, then: k.body, else: rest }], otherwise,
    );
    const whole = withBreakLabel(target, made);
    if (isShort || item.kind !== "name") return whole;
    return [{ kind: "declare", qualifiers: ["const"], type: value.type, name: item.name, dims: [], init: value.expr }, ...whole];
  });
}

function anyOf(conds: readonly CppExpr[]): CppExpr {
  const [first = literal("false"), ...rest] = conds;
  return rest.reduce((a, x) => infix("||", a, x), first);
}
