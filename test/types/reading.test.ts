/** The compiler reads exact types, tensors and decorators from TypeScript's checker as this test does. */
import * as assert from "node:assert/strict";
import type * as TS from "typescript";
import { exactPropertyPrefix } from "../../runtime/types.js";
import { loadTypeScript } from "../../transformer/ts.js";
import { fixtureFile, fixtureProgram } from "./program.js";

const ts = loadTypeScript();

function literals(types: readonly TS.Type[]): readonly unknown[] {
  return types.map((t) => (t.isLiteral() ? t.value : undefined));
}

/** `["int", 7]` of `Int<7>`. */
function exactOf(checker: TS.TypeChecker, type: TS.Type): readonly unknown[] | undefined {
  const properties = checker.getPropertiesOfType(type);
  const property = properties.find((p) => p.name.startsWith(exactPropertyPrefix));
  if (property === undefined) return undefined;
  const exact = checker.getNonNullableType(checker.getTypeOfSymbol(property));
  return literals(checker.getTypeArguments(exact as TS.TypeReference));
}

describe("reading types from the checker", function () {
  this.timeout(30_000);
  let program: TS.Program;
  let checker: TS.TypeChecker;
  before(() => {
    program = fixtureProgram(["scalars", "kernels"], { noUnusedLocals: true });
    checker = program.getTypeChecker();
  });

  function variable(name: string): TS.Type {
    const found: TS.Type[] = [];
    ts.forEachChild(fixtureFile(program, "scalars"), (node) => {
      if (!ts.isVariableStatement(node)) return;
      for (const d of node.declarationList.declarations) {
        if (d.name.getText() === name) found.push(checker.getTypeAtLocation(d.name));
      }
    });
    assert.equal(found.length, 1, name);
    return found[0] as TS.Type;
  }

  /** Of the functions at the top of the file. */
  function functionDecorators(): readonly TS.Decorator[] {
    const functions = fixtureFile(program, "kernels").statements.filter(ts.isFunctionDeclaration);
    return functions.flatMap((f) => f.modifiers?.filter(ts.isDecorator) ?? []);
  }

  it("knows the exact type of every scalar", () => {
    const expected: Record<string, readonly unknown[] | undefined> = {
      i7: ["int", 7], i8: ["int", 8], i4096: ["int", 4096], u7: ["uint", 7], u32: ["uint", 32], i64: ["int", 64],
      x: ["index", 32], single: ["float", 32], double: ["float", 64], plain: undefined, flag: undefined,
    };
    for (const [name, exact] of Object.entries(expected)) {
      assert.deepEqual(exactOf(checker, variable(name)), exact, name);
    }
  });

  it("keeps the names that users wrote in messages", () => {
    const names = ["i7", "i8", "u53", "x", "single"].map((name) => checker.typeToString(variable(name)));
    assert.deepEqual(names, ["Int<7>", "int8", "UInt<53>", "index", "float32"]);
  });

  it("finds the parameters of a kernel", () => {
    const gemm = fixtureFile(program, "kernels").statements.find(ts.isFunctionDeclaration);
    assert.ok(gemm !== undefined);
    const read = gemm.parameters.map((p) => {
      const type = checker.getTypeAtLocation(p) as TS.TypeReference;
      const [element, shape] = checker.getTypeArguments(type);
      assert.ok(element !== undefined && shape !== undefined);
      const extents = checker.getTypeArguments(shape as TS.TypeReference);
      return [type.symbol.name, exactOf(checker, element), literals(extents)];
    });
    assert.deepEqual(read, [["Tensor", ["float", 32], [32, 8]], ["Tensor", ["float", 32], [8, 16]]]);
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
