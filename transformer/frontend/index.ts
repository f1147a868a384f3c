/** The front end: everything of one source file that becomes hardware. */
import type * as TS from "typescript";
import { diagnose, type Diagnostic } from "../../lib/diagnostics/diagnostic.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { schedule as scheduleKinds } from "../../lib/diagnostics/catalogue/schedule.js";
import { ts } from "../ts.js";
import type {
  CompiledFile, CompiledUnit, Instantiation, KernelDeclaration, KernelNode, UnitNames,
} from "./compiled.js";
import { heddleDecorators, isKernelNode, mayHoldDecorators, type HeddleDecorator } from "./decorators.js";
import { spanOf } from "./files.js";
import { templateUses } from "./instantiations.js";
import { parametersOf } from "./parameters.js";
import { scheduleFileErrors, withSchedule } from "./schedules.js";
import type { TypeArgs } from "./context.js";
import { atInstantiation, typeArgsKey, typeArgsSuffix } from "./templates.js";
import { heddleReference } from "./types.js";
import { makeKernelUnit, makeRegionUnit, type MadeUnit, type UnitMemory } from "./unit.js";

/** What is gathered while one file is walked. */
interface Gathering {
  readonly program: TS.Program;
  readonly file: TS.SourceFile;
  readonly diagnostics: Map<string, Diagnostic>;
  readonly units: Map<string, CompiledUnit>;
  readonly ids: Set<string>;
  readonly declarations: KernelDeclaration[];
  /** The declarations that are units of their own, or templates of some. */
  readonly schedulable: KernelNode[];
  readonly instantiations: Instantiation[];
  readonly names: UnitNames[];
  readonly dependencies: Set<TS.SourceFile>;
  readonly memory: UnitMemory | undefined;
}

/** Compiles all kernels, regions and template instances of `file`, but for those that `memory` has. */
export function compileFile(program: TS.Program, file: TS.SourceFile, memory?: UnitMemory): CompiledFile {
  const g: Gathering = {
    program,
    file,
    diagnostics: new Map(),
    units: new Map(),
    ids: new Set(),
    declarations: [],
    schedulable: [],
    instantiations: [],
    names: [],
    dependencies: new Set(),
    memory,
  };
  if (mayHoldDecorators(file)) ts.forEachChild(file, (node) => visitDeclarations(g, node));
  for (const use of templateUses(program, file, (d) => addDiagnostic(g, d))) {
    if (streamParameter(g, use.target) !== undefined) continue;
    const unit = instanceUnit(g, use.target, use.name, use.typeArgs, use.node, use.isRegion);
    if (unit !== undefined) g.instantiations.push({ node: use.node, unit });
  }
  for (const d of scheduleFileErrors(program, file, g.schedulable)) addDiagnostic(g, d);
  g.dependencies.delete(file);
  return {
    sourceFile: file,
    diagnostics: [...g.diagnostics.values()],
    units: [...g.units.values()],
    declarations: g.declarations,
    instantiations: g.instantiations,
    names: g.names,
    dependencies: [...g.dependencies],
  };
}

/** Each mistake once, though every instance of a template meets it. */
function addDiagnostic(g: Gathering, d: Diagnostic): void {
  const key = [d.code, ...[d, ...d.related].map(({ span }) => `${span.file}:${span.start}:${span.length}`)].join("|");
  if (!g.diagnostics.has(key)) g.diagnostics.set(key, d);
}

function visitDeclarations(g: Gathering, node: TS.Node): void {
  const decorators = isKernelNode(node) ? heddleDecorators(g.program.getTypeChecker(), node) : [];
  if (isKernelNode(node) && decorators.length > 0) declare(g, node, decorators);
  else ts.forEachChild(node, (child) => visitDeclarations(g, child));
}

function declare(g: Gathering, node: KernelNode, decorators: readonly HeddleDecorator[]): void {
  const [first] = decorators;
  if (first !== undefined && decorators.every((d) => d.name === "schedule")) {
    addDiagnostic(g, diagnose(scheduleKinds.nothingToSchedule, spanOf(g.program, first.node), []));
    g.declarations.push({ node, decorators: decorators.map((d) => d.node), isTemplate: false });
    return;
  }
  const isRegion = decorators.some((d) => d.name === "region");
  const isTemplate = !ts.isClassDeclaration(node) && (node.typeParameters?.length ?? 0) > 0;
  const misplaced = misplacement(node, isRegion);
  if (misplaced !== undefined)
    addDiagnostic(
      g,
      diagnose(kinds.misplacedDecorator, spanOf(g.program, decorators[0]?.node ?? node), [
        isRegion ? "region" : "kernel",
        misplaced,
      ]),
    );
  if (misplaced === undefined) g.schedulable.push(node);
  const stream = streamParameter(g, node);
  const isWhole = misplaced === undefined && !isTemplate && stream === undefined;
  const unit = isWhole ? declaredUnit(g, node, isRegion) : undefined;
  g.declarations.push({
    node,
    decorators: decorators.map((d) => d.node),
    isTemplate,
    stream,
    ...(unit === undefined ? {} : { unit }),
  });
  ts.forEachChild(node, (child) => noteNested(g, child));
}

/** The first of its parameters that is a stream or an array of streams. */
function streamParameter(g: Gathering, node: KernelNode): string | undefined {
  const checker = g.program.getTypeChecker();
  const isStream = (p: TS.Node): boolean => ["Stream", "StreamArray"].includes(heddleReference(checker, checker.getTypeAtLocation(p))?.name ?? "");
  return parametersOf(node).find(isStream)?.name.getText();
}

/** Where a decorator may not stand, as a clause. */
function misplacement(node: KernelNode, isRegion: boolean): string | undefined {
  if (ts.isClassDeclaration(node)) return isRegion ? undefined : "a class: put it on the class's methods";
  if (ts.isFunctionDeclaration(node)) return node.body === undefined ? "a function without a body" : undefined;
  const isStatic = node.modifiers?.some((m) => m.kind === ts.SyntaxKind.StaticKeyword) === true;
  if (isRegion) return "a method: put it on a function or a class";
  return isStatic
    ? undefined
    : "a method of a class that is no region: make it static, or decorate the class with @region()";
}

/** Kernels inside a region (or, wrongly, a kernel): their decorators go, but they are no units of their own. */
function noteNested(g: Gathering, node: TS.Node): void {
  const decorators = isKernelNode(node) ? heddleDecorators(g.program.getTypeChecker(), node) : [];
  if (isKernelNode(node) && decorators.length > 0) {
    g.declarations.push({ node, decorators: decorators.map((d) => d.node), isTemplate: false });
    for (const d of decorators.filter((x) => x.name === "schedule")) {
      const name = node.name?.getText() ?? "kernel";
      addDiagnostic(g, diagnose(scheduleKinds.scheduleInRegion, spanOf(g.program, d.node), [name]));
    }
  }
  ts.forEachChild(node, (child) => noteNested(g, child));
}

function declaredUnit(g: Gathering, node: KernelNode, isRegion: boolean): CompiledUnit | undefined {
  const name = node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : "main";
  const owner =
    ts.isMethodDeclaration(node) && ts.isClassDeclaration(node.parent) ? `${node.parent.name?.text ?? "Class"}_` : "";
  const made = remembered(g, node, name, () => withSchedule(g.program, node,
    ts.isClassDeclaration(node) || isRegion
      ? makeRegionUnit(g.program, node, name, new Map())
      : makeKernelUnit(g.program, node, name, new Map()),
  ));
  return keep(g, made, `${owner}${name}`, isRegion, undefined);
}

function instanceUnit(
  g: Gathering,
  target: TS.FunctionDeclaration | TS.MethodDeclaration,
  name: string,
  typeArgs: TypeArgs,
  at: TS.Node,
  isRegion: boolean,
): CompiledUnit | undefined {
  const full = `${name}${typeArgsSuffix(typeArgs)}`;
  const key = `${target.getSourceFile().fileName}:${target.pos}:${typeArgsKey(typeArgs)}`;
  const known = g.units.get(key);
  if (known !== undefined) return known;
  g.dependencies.add(target.getSourceFile());
  const made = remembered(g, at, full, () => withSchedule(g.program, target,
    isRegion && ts.isFunctionDeclaration(target)
      ? makeRegionUnit(g.program, target, full, typeArgs)
      : makeKernelUnit(g.program, target, full, typeArgs),
  ));
  return keep(g, made, full, isRegion, { key, at });
}

function remembered(g: Gathering, anchor: TS.Node, id: string, make: () => MadeUnit): MadeUnit {
  const known = g.memory?.recall(anchor, id) ?? make();
  g.memory?.remember(anchor, id, known);
  return known;
}

/** Records a unit; mistakes in a template's instance are reported where it is instantiated. */
function keep(
  g: Gathering,
  made: MadeUnit,
  id: string,
  isRegion: boolean,
  instance: { key: string; at: TS.Node } | undefined,
): CompiledUnit | undefined {
  for (const file of made.dependencies) g.dependencies.add(file);
  for (const d of made.diagnostics) {
    addDiagnostic(g, instance === undefined ? d : atInstantiation(d, spanOf(g.program, instance.at), id));
  }
  g.names.push({ id, unit: made.unit, names: made.names });
  if (made.unit === undefined) return undefined;
  const unique = uniqueId(g, id);
  const schedule = made.scheduled === undefined ? {} : { scheduled: made.scheduled };
  const unit: CompiledUnit = { unit: made.unit, ...schedule, kind: isRegion ? "region" : "kernel", id: unique };
  g.units.set(instance?.key ?? `:${unique}`, unit);
  return unit;
}

function uniqueId(g: Gathering, id: string): string {
  let unique = id;
  for (let n = 2; g.ids.has(unique); n++) unique = `${id}_${n}`;
  g.ids.add(unique);
  return unique;
}
