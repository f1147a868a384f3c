/** One program and everything we know about it; each file is compiled at most once, when first asked for. */
import type * as TS from "typescript";
import type { Diagnostic } from "../lib/diagnostics/diagnostic.js";
import { targets as allTargets } from "../lib/targets/index.js";
import type { Unit } from "../lib/targets/target.js";
import { functionsIn, type Range } from "./filter.js";
import { builtUnit, type CompiledFile } from "./frontend/compiled.js";
import { decoratorsOf } from "./frontend/decorators.js";
import { spanFileName } from "./frontend/files.js";
import { compileFile } from "./frontend/index.js";
import type { UnitMemory } from "./frontend/unit.js";
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
  /** `file`, if it holds kernels, and every other file whose kernels can contain text of it. */
  kernelFilesWith(file: TS.SourceFile): readonly TS.SourceFile[];
  /**
   * Makes the checker look at the decorators of functions, which it skips: so their arguments are checked and what they
   * name counts as used. To be called before the checker checks any of `files` (all, unless given): unused names are
   * found only once.
   */
  checkDecorators(files?: readonly TS.SourceFile[]): void;
}

/** What is known about one file; diagnostics of targets are worked out when first asked for. */
export interface FileResult {
  readonly compiled: CompiledFile;
  readonly diagnostics: () => readonly Diagnostic[];
}

/** What earlier programs left behind. */
export interface Memory {
  /** The result for `file`, if nothing that it depends on has changed since. */
  recall(file: TS.SourceFile): FileResult | undefined;
  remember(file: TS.SourceFile, result: FileResult): void;
  /** The units of the last version of `file`. */
  units(file: TS.SourceFile): UnitMemory;
  /** What targets say of a unit; `check` finds it out. */
  checked(unit: Unit, check: () => readonly Diagnostic[]): readonly Diagnostic[];
  /** Can the kernels of `importer` contain text of `file`? */
  mayUse(importer: TS.SourceFile, file: TS.SourceFile): boolean;
}

export function makeProject(
  program: TS.Program, targets: readonly string[], memoryOf?: (program: TS.Program, graph: ImportGraph) => Memory,
): Project {
  const graph = importGraph(program);
  const memory = memoryOf?.(program, graph);
  const remembering = withRememberedSymbols(program);
  const candidates = new Set(graph.kernelFiles);
  const results = new Map<TS.SourceFile, FileResult>();
  const resultOf = (file: TS.SourceFile): FileResult | undefined => {
    if (!candidates.has(file)) return undefined;
    const known = results.get(file) ?? memory?.recall(file) ?? fileResult(remembering, file, targets, memory);
    if (!results.has(file)) memory?.remember(file, known);
    results.set(file, known);
    return known;
  };
  const compiled = (file: TS.SourceFile): CompiledFile | undefined => resultOf(file)?.compiled;
  const kernelFilesWith = (file: TS.SourceFile): readonly TS.SourceFile[] => {
    const imports = (f: TS.SourceFile): boolean => f !== file && graph.closure(f).has(file);
    const importers = graph.kernelFiles.filter((f) => imports(f) && memory?.mayUse(f, file) !== false);
    return [file, ...importers].filter((f) => candidates.has(f));
  };
  const checked = new Set<TS.SourceFile>();
  return {
    program,
    graph,
    compiled,
    kernelFilesWith,
    diagnostics: (file) => resultOf(file)?.diagnostics() ?? [],
    calledFunctions: (file) => {
      const callers = kernelFilesWith(file).flatMap((f) => compiled(f) ?? []);
      return functionsIn(callers, spanFileName(program, file));
    },
    checkDecorators: (files = graph.kernelFiles) => {
      for (const file of files) {
        if (checked.has(file)) continue;
        checked.add(file);
        functionDecorators(file).forEach((d) => checkDecorator(program.getTypeChecker(), d));
      }
    },
  };
}

function fileResult(
  program: TS.Program, file: TS.SourceFile, targets: readonly string[], memory: Memory | undefined,
): FileResult {
  const compiled = compileOrExplain(program, file, memory?.units(file));
  let found: readonly Diagnostic[] | undefined;
  const ofTargets = (): readonly Diagnostic[] => targetDiagnostics(compiled, targets, memory);
  return { compiled, diagnostics: () => (found ??= [...compiled.diagnostics, ...ofTargets()]) };
}

function targetDiagnostics(
  file: CompiledFile, targets: readonly string[], memory: Memory | undefined,
): readonly Diagnostic[] {
  return file.units.map(builtUnit).flatMap((unit) => {
    const check = (): readonly Diagnostic[] => targets.flatMap((name) => allTargets.get(name)?.check(unit) ?? []);
    return memory === undefined ? check() : memory.checked(unit, check);
  });
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
function compileOrExplain(program: TS.Program, file: TS.SourceFile, units: UnitMemory | undefined): CompiledFile {
  try {
    return compileFile(program, file, units);
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
