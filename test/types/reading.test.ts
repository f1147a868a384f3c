/** The compiler reads exact types, tensors and decorators from TypeScript's checker as this test does. */
import * as assert from "node:assert/strict";
import type * as TS from "typescript";
import * as ir from "../../lib/ir/types.js";
import { scalarType } from "../../transformer/frontend/scalar-brand.js";
import { loadTypeScript } from "../../transformer/ts.js";
import { fixtureFile, fixtureProgram } from "./program.js";

const ts = loadTypeScript();

function literals(types: readonly TS.Type[]): readonly unknown[] {
  return types.map((t) => (t.isLiteral() ? t.value : undefined));
}

describe("reading types from the checker", function () {
  this.timeout(30_000);
  let program: TS.Program;
  let checker: TS.TypeChecker;
  before(() => {
    program = fixtureProgram(["scalars", "fixed", "structs", "constructs", "kernels"], { noUnusedLocals: true });
    checker = program.getTypeChecker();
  });

  function variable(name: string, fixture = "scalars"): TS.Type {
    const found: TS.Type[] = [];
    ts.forEachChild(fixtureFile(program, fixture), (node) => {
      if (!ts.isVariableStatement(node)) return;
      for (const d of node.declarationList.declarations) {
        if (d.name.getText() === name) found.push(checker.getTypeAtLocation(d.name));
      }
    });
    assert.equal(found.length, 1, name);
    return found[0] as TS.Type;
  }

  /** As the editor shows them. */
  function shown(fixture: string, names: readonly string[]): readonly string[] {
    return names.map((name) => checker.typeToString(variable(name, fixture)));
  }

  /** Of the functions at the top of the file. */
  function functionDecorators(): readonly TS.Decorator[] {
    const functions = fixtureFile(program, "kernels").statements.filter(ts.isFunctionDeclaration);
    return functions.flatMap((f) => f.modifiers?.filter(ts.isDecorator) ?? []);
  }

  it("knows the exact type of every scalar", () => {
    const expected: Record<string, ir.ScalarType | undefined> = {
      i7: ir.int(7), i8: ir.int(8), i4096: ir.int(4096), u7: ir.int(7, false), u32: ir.int(32, false), i64: ir.int(64),
      x: ir.index, single: ir.float32, double: ir.float64, plain: undefined, flag: undefined,
    };
    for (const [name, exact] of Object.entries(expected)) {
      assert.deepEqual(scalarType(checker, variable(name)), exact, name);
    }
  });

  it("knows the exact format of fixed point and of 16-bit floats", () => {
    const expected: Record<string, ir.ScalarType> = {
      f16_8: ir.fixed(16, 8), rounded: ir.fixed(16, 8, true, "round", "saturate"), halfUp: ir.fixed(16, 8, true, "round"),
      u15_8: ir.fixed(15, 8, false), small: ir.fixed(4, 6), tiny: ir.fixed(1, 4096), huge: ir.fixed(4096, -4096),
      half: ir.float16, brain: ir.bfloat16,
    };
    for (const [name, exact] of Object.entries(expected)) {
      assert.deepEqual(scalarType(checker, variable(name, "fixed")), exact, name);
    }
  });

  it("keeps the names that users wrote in messages", () => {
    assert.deepEqual(shown("scalars", ["i7", "i8", "u53", "x", "single"]), ["Int<7>", "int8", "UInt<53>", "index", "float32"]);
    assert.deepEqual(shown("fixed", ["f16_8", "rounded", "halfUp", "u15_8", "huge", "half", "brain"]), [
      "Fixed<16, 8>", 'Fixed<16, 8, "round", "saturate">', 'Fixed<16, 8, "round">', "UFixed<15, 8>", "Fixed<4096, -4096>",
      "float16", "bfloat16",
    ]);
  });

  it("shows structs, slices and bits by short names", () => {
    assert.deepEqual(shown("structs", ["image", "pixel", "Made", "particles"]), [
      "Tensor<Pixel, [2, 3]>", "Pixel", "StructDType<{ r: uint8; g: uint8; b: uint8; }>", "Tensor<Particle, [4]>",
    ]);
    assert.deepEqual(shown("constructs", ["rows", "column", "moving", "nibble", "changed", "counter", "history", "sum"]), [
      "Tensor<float32, [4, 8, 4]>", "Tensor<float32, [6]>", "Tensor<float32, [never, 4]>", "UInt<4>", "int8", "State<int32>",
      "Tensor<int16, [8]>", "(A: Tensor<int32, [4]>, B: Tensor<int32, [1]>) => void",
    ]);
  });

  it("finds the parameters of a kernel", () => {
    const gemm = fixtureFile(program, "kernels").statements.find(ts.isFunctionDeclaration);
    assert.ok(gemm !== undefined);
    const read = gemm.parameters.map((p) => {
      const type = checker.getTypeAtLocation(p) as TS.TypeReference;
      const [element, shape] = checker.getTypeArguments(type);
      assert.ok(element !== undefined && shape !== undefined);
      const extents = checker.getTypeArguments(shape as TS.TypeReference);
      return [type.symbol.name, scalarType(checker, element), literals(extents)];
    });
    assert.deepEqual(read, [["Tensor", ir.float32, [32, 8]], ["Tensor", ir.float32, [8, 16]]]);
  });

  it("resolves decorators on functions, though TypeScript's grammar doesn't know them", () => {
    const names = functionDecorators().map((d) => {
      assert.ok(ts.isCallExpression(d.expression));
      const symbol = checker.getSymbolAtLocation(d.expression.expression);
      assert.ok(symbol !== undefined);
      const target = checker.getAliasedSymbol(symbol);
      assert.match(target.declarations?.[0]?.getSourceFile().fileName ?? "", /\/runtime\/decorators\.(d\.)?ts$/);
      return target.name;
    });
    assert.deepEqual(names, ["kernel", "kernel", "kernel", "region"]);
  });

  it("counts an import that only decorates functions as used once the decorators are resolved", () => {
    for (const d of functionDecorators()) {
      if (ts.isCallExpression(d.expression)) checker.getSymbolAtLocation(d.expression.expression);
    }
    const unused = program.getSemanticDiagnostics(fixtureFile(program, "kernels")).filter((d) => d.code === 6133);
    assert.deepEqual(unused.map((d) => ts.flattenDiagnosticMessageText(d.messageText, " ")), [
      "'producer' is declared but its value is never read.", "'consumer' is declared but its value is never read.",
    ]);
  });
});
