/** Which names in a program are Heddle's own: decided by the resolved symbol's declaration, never by spelling. */
import { createRequire } from "node:module";
import * as path from "node:path";
import type * as TS from "typescript";
import { ts } from "../ts.js";

const ownPackage = path.dirname(createRequire(import.meta.url).resolve("heddle/package.json")).split(path.sep).join("/");
const ownRuntime = `${ownPackage}/dist/runtime/`;
const installedRuntime = "/node_modules/heddle/dist/runtime/";
const ownOperators = `${ownPackage}/lib/ops/`;
const installedOperators = "/node_modules/heddle/lib/ops/";

/** What `import { … } from "heddle"` may name, as far as the program has read it. */
export function heddleExports(program: TS.Program): ReadonlySet<string> {
  const index = program.getSourceFiles().find(({ fileName }) =>
    fileName === `${ownPackage}/dist/index.d.ts` || fileName.endsWith("/node_modules/heddle/dist/index.d.ts"));
  const checker = program.getTypeChecker();
  const module = index === undefined ? undefined : checker.getSymbolAtLocation(index);
  return new Set(module === undefined ? [] : checker.getExportsOfModule(module).map((s) => s.name));
}

/** The symbol behind import aliases. */
export function resolveAlias(checker: TS.TypeChecker, symbol: TS.Symbol): TS.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

export function isDeclaredByHeddle(symbol: TS.Symbol): boolean {
  return (symbol.declarations ?? []).some((d) => {
    const file = d.getSourceFile().fileName;
    return file.startsWith(ownRuntime) || file.includes(installedRuntime);
  });
}

/** Is it a source of the operators that come with Heddle? It was checked when Heddle was built. */
export function isOperatorSource({ fileName }: TS.SourceFile): boolean {
  return fileName.startsWith(ownOperators) || fileName.includes(installedOperators);
}

/** The name under which Heddle exports what `node` (an identifier or `ns.name`) refers to; `undefined` for anything else. */
export function heddleName(checker: TS.TypeChecker, node: TS.Node): string | undefined {
  const name = ts.isPropertyAccessExpression(node) ? node.name : node;
  if (!ts.isIdentifier(name)) return undefined;
  const symbol = checker.getSymbolAtLocation(name);
  if (symbol === undefined) return undefined;
  const target = resolveAlias(checker, symbol);
  return isDeclaredByHeddle(target) ? target.name : undefined;
}
