/** One program and everything we know about it; each file is compiled at most once, when first asked for. */
import type * as TS from "typescript";
import type { Diagnostic } from "../lib/diagnostics/diagnostic.js";
import { targets as allTargets } from "../lib/targets/index.js";
import { functionsIn, type Range } from "./filter.js";
import type { CompiledFile } from "./frontend/compiled.js";
import { decoratorsOf } from "./frontend/decorators.js";
import { spanFileName } from "./frontend/files.js";
import { compileFile } from "./frontend/index.js";
import { hasDecorators, importGraph, type ImportGraph } from "./imports.js";
import { ts } from "./ts.js";

export interface Project {
  readonly program: TS.Program;
  readonly graph: ImportGraph;
  /** What the front end made of `file`; `undefined` for a file that has nothing to do with kernels. */
  compiled(file: TS.SourceFile): CompiledFile | undefined;
  /** The front end's diagnostics of `file` and those of the targets the project builds for. */
  diagnostics(file: TS.SourceFile): readonly Diagnostic[];
  /** The functions of `file` that kernels call, of whatever file. */
  calledFunctions(file: TS.SourceFile): readonly Range[];
  /**
   * Makes the checker look at the decorators of functions, which it skips: so their arguments are checked and what they
   * name counts as used. To be called before the checker checks any file: unused names are found only once.
   */
  checkDecorators(): void;
}

export function makeProject(program: TS.Program, targets: readonly string[]): Project {
  const graph = importGraph(program);
  const remembering = withRememberedSymbols(program);
  const candidates = new Set(graph.kernelFiles);
  const cache = new Map<TS.SourceFile, CompiledFile>();
  const compiled = (file: TS.SourceFile): CompiledFile | undefined => {
    if (!candidates.has(file)) return undefined;
    const known = cache.get(file) ?? compileOrExplain(remembering, file);
    cache.set(file, known);
    return known;
  };
  let decoratorsChecked = false;
  const diagnosed = new Map<TS.SourceFile, readonly Diagnostic[]>();
  return {
    program,
    graph,
    compiled,
    diagnostics: (file) => {
      const result = compiled(file);
      if (result === undefined) return [];
      const known = diagnosed.get(file) ?? [...result.diagnostics, ...targetDiagnostics(result, targets)];
      diagnosed.set(file, known);
      return known;
    },
    calledFunctions: (file) => {
      const callers = graph.kernelFiles.filter((f) => graph.closure(f).has(file)).flatMap((f) => compiled(f) ?? []);
      return functionsIn(callers, spanFileName(program, file));
    },
    checkDecorators: () => {
      if (decoratorsChecked) return;
      decoratorsChecked = true;
      for (const file of graph.kernelFiles) functionDecorators(file).forEach((d) => checkDecorator(program.getTypeChecker(), d));
    },
  };
}

function targetDiagnostics(file: CompiledFile, targets: readonly string[]): readonly Diagnostic[] {
  return targets.flatMap((name) => file.units.flatMap(({ unit }) => allTargets.get(name)?.check(unit) ?? []));
}

/** The program with a checker that looks each name up once: templates are lowered once an instance. */
function withRememberedSymbols(program: TS.Program): TS.Program {
  const symbols = new Map<TS.Node, TS.Symbol | undefined>();
  let checker: TS.TypeChecker | undefined;
  const remembering = (): TS.TypeChecker => {
    const original = program.getTypeChecker();
    const getSymbolAtLocation = (node: TS.Node): TS.Symbol | undefined => {
      if (!symbols.has(node)) symbols.set(node, original.getSymbolAtLocation(node));
      return symbols.get(node);
    };
    checker ??= Object.assign(Object.create(original) as TS.TypeChecker, { getSymbolAtLocation });
    return checker;
  };
  return Object.assign(Object.create(program) as TS.Program, { getTypeChecker: remembering });
}

/** A front end that throws has a bug: say so, and where, instead of a bare stack trace. */
function compileOrExplain(program: TS.Program, file: TS.SourceFile): CompiledFile {
  try {
    return compileFile(program, file);
  } catch (cause) {
    throw new Error(`This is a bug in Heddle, not in your program: compiling the kernels of ${file.fileName} failed.`, { cause });
  }
}

const decoratorCache = new WeakMap<TS.SourceFile, readonly TS.Decorator[]>();

/** All decorators on functions, anybody's. Files outlive programs in watch mode, so they are looked for once. */
function functionDecorators(file: TS.SourceFile): readonly TS.Decorator[] {
  const known = decoratorCache.get(file);
  if (known !== undefined) return known;
  const found: TS.Decorator[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isFunctionDeclaration(node)) found.push(...decoratorsOf(node));
    ts.forEachChild(node, visit);
  };
  if (hasDecorators(file)) visit(file);
  decoratorCache.set(file, found);
  return found;
}

function checkDecorator(checker: TS.TypeChecker, { expression }: TS.Decorator): void {
  if (ts.isCallExpression(expression)) checker.getResolvedSignature(expression);
  else checker.getTypeAtLocation(expression);
}
