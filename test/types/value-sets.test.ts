/** One scalar type is assignable to another exactly when that has all of its values: for pairs of limits and others. */
import * as assert from "node:assert/strict";
import type * as TS from "typescript";
import * as ir from "../../lib/ir/types.js";
import { exactToFloat, splitDouble } from "../../lib/numeric/floats.js";
import { loadTypeScript } from "../../transformer/ts.js";
import { programOf, virtualFile } from "../support/program.js";

const ts = loadTypeScript();

type Exact = ir.IntType | ir.FixedType;

const integers = [1, 8, 9, 11, 12, 24, 25, 53, 54, 999, 1000, 4096].flatMap((w): Exact[] => [ir.int(w), ir.int(w, false)]);
const formats: readonly [number, number][] = [
  [1, 0], [8, 0], [8, -2], [9, -1], [10, 0], [16, 8], [17, 8], [17, 9], [16, 9], [4, 6], [4, 7], [5, 6], [12, 24], [12, 25],
  [2, -14], [2, -15], [9, 133], [9, 134], [9, -120], [25, 149], [25, 150], [25, -104], [54, 1074], [54, -970], [55, 20],
  [1, 4096],
  [4096, 4096], [4096, -4096], [4096, -4095], [999, 99], [1000, 100], [100, 999], [3999, 2000], [2000, -2000],
];
const fixed = formats.flatMap(([w, f]): Exact[] => [ir.fixed(w, f), ir.fixed(w, f, false, "round", "saturate")]);
const floats = [ir.float16, ir.bfloat16, ir.float32, ir.float64];
const all: readonly ir.ScalarType[] = [...integers, ...fixed, ...floats];

/** Does `b` hold every value of `a`? */
function holds(a: ir.ScalarType, b: ir.ScalarType): boolean {
  if (a.kind === "float") return b.kind === "float" && holdsFloats(a, b);
  if (!ir.isExact(a)) return false;
  const { lo, hi } = ir.rawInterval(a);
  const frac = ir.fracOf(a);
  if (b.kind === "float") return [lo, hi, 1n].every((raw) => isExactly(raw, frac, b)); // most digits, greatest, least
  if (!ir.isExact(b)) return false;
  const by = ir.fracOf(b) - frac;
  return by >= 0 && ir.contains(ir.rawInterval(b), ir.scaleInterval({ lo, hi }, by));
}

/** Is `raw` · 2^-`frac` a value of `type`? */
function isExactly(raw: bigint, frac: number, type: ir.FloatType): boolean {
  const rounded = exactToFloat(raw, -frac, type);
  if (!Number.isFinite(rounded)) return false;
  const { m, e } = splitDouble(rounded);
  const shift = BigInt(Math.abs(e + frac));
  return e + frac >= 0 ? m << shift === raw : m === raw << shift;
}

function holdsFloats(a: ir.FloatType, b: ir.FloatType): boolean {
  return a.precision === b.precision || b.precision === 53 || (b.precision === 24 && a.width === 16);
}

describe("assignability of scalars", function () {
  this.timeout(120_000);

  it("is inclusion of their values", () => {
    const name = virtualFile("pairs.ts");
    const names = all.map(ir.typeName);
    const cases = names.map((a) => `  [${names.map((b) => `Is<${a}, ${b}>`).join(", ")}],\n`).join("");
    const text = `import type { bfloat16, Fixed, float16, float32, float64, Int, int8, UFixed, UInt, uint8 } from "heddle";
type Is<A, B> = [A] extends [B] ? true : false;
export type Found = [\n${cases}];\n`;
    const program = programOf([name], new Map([[name, text]]));
    assert.deepEqual(program.getSemanticDiagnostics(program.getSourceFile(name)), []);
    const checker = program.getTypeChecker();
    const found = program.getSourceFile(name)?.statements.at(-1);
    assert.ok(found !== undefined && ts.isTypeAliasDeclaration(found));
    const rows = checker.getTypeArguments(checker.getTypeFromTypeNode(found.type) as TS.TypeReference);
    const wrong = rows.flatMap((row, i) => checker.getTypeArguments(row as TS.TypeReference).flatMap((cell, j) => {
      const [a, b] = [all[i], all[j]];
      assert.ok(a !== undefined && b !== undefined);
      const expected = holds(a, b);
      return checker.typeToString(cell) === String(expected) ? [] : [`${names[i]} to ${names[j]}: expected ${expected}`];
    }));
    assert.deepEqual(wrong, []);
    assert.equal(rows.length, all.length);
    const perPair = program.getInstantiationCount() / all.length ** 2;
    assert.ok(perPair < 20, `${perPair} instantiations for a pair`);
  });
});
