/**
 * The source transformer: in a file with kernels, each body becomes a call of the compiled code. Where that code and what
 * describes it belong, a marker is left (see splice.ts). All other files stay as they are.
 */
import type * as TS from "typescript";
import type { CompiledFile, KernelDeclaration } from "./frontend/compiled.js";
import { fileCode, outputName, type FileCode } from "./generate.js";
import { internalProgram } from "./internals.js";
import type { Project } from "./project.js";
import { hostValue, mayUseHostValues } from "./host-values.js";
import type { Piece } from "./splice.js";
import { ts } from "./ts.js";

/** Rewrites the files of `project`; `emitted` is told of each file that is emitted, and of the code to put into it. */
export function rewriteTransformer(
  project: Project, emitted: (file: TS.SourceFile, pieces: readonly Piece[]) => void,
): TS.TransformerFactory<TS.SourceFile> {
  return (context) => (file) => {
    const compiled = project.compiled(file);
    if (compiled === undefined || !hasWork(compiled)) {
      emitted(file, []);
      return mayUseHostValues(file) ? visitValues(project, context, file) : file;
    }
    const code = fileCode(compiled);
    emitted(file, code.pieces);
    return rewriteFile({ project, context, compiled, code }, file);
  };
}

function hasWork(file: CompiledFile): boolean {
  return file.declarations.length > 0 || file.instantiations.length > 0;
}

/** One file being rewritten. */
interface Rewriting {
  readonly project: Project;
  readonly context: TS.TransformationContext;
  readonly compiled: CompiledFile;
  readonly code: FileCode;
}

/** The host values of a file without kernels. */
function visitValues(project: Project, context: TS.TransformationContext, file: TS.SourceFile): TS.SourceFile {
  const visit = (node: TS.Node): TS.Node =>
    hostValue(project.program, context.factory, node, visit) ?? ts.visitEachChild(node, visit, context);
  return ts.visitEachChild(file, visit, context);
}

function rewriteFile(r: Rewriting, file: TS.SourceFile): TS.SourceFile {
  const { factory } = r.context;
  const declarations = new Map<TS.Node, KernelDeclaration>(r.compiled.declarations.map((d) => [d.node, d]));
  const instances = new Map<TS.Node, string>(r.compiled.instantiations.map((i) => [i.node, r.code.instanceName(i.unit)]));
  const visit = (node: TS.Node): TS.VisitResult<TS.Node | undefined> => {
    const declaration = declarations.get(node);
    if (declaration !== undefined && ts.isFunctionDeclaration(node)) return stubFunction(r, node, declaration);
    if (ts.isClassDeclaration(node)) return rewriteClass(r, node, declarations, visit);
    const instance = instances.get(node);
    if (instance !== undefined) return callInstance(factory, node, instance, visitExpression);
    const value = hostValue(r.project.program, factory, node, visitExpression);
    if (value !== undefined) return value;
    const visited = ts.visitEachChild(node, visit, r.context);
    return withDefinitions(r, node, visited);
  };
  const visitExpression = (node: TS.Node): TS.Node => visit(node) as TS.Node;
  const visited = ts.visitEachChild(file, visit, r.context);
  const head = headLength(visited.statements);
  const statements = [importNative(r, file), ...markerStatements(r, file)];
  return factory.updateSourceFile(visited, visited.statements.toSpliced(head, 0, ...statements));
}

/** How many statements belong before ours: directives and leading imports. */
function headLength(statements: readonly TS.Statement[]): number {
  const isHead = (s: TS.Statement): boolean =>
    ts.isImportDeclaration(s) || ts.isImportEqualsDeclaration(s) || (ts.isExpressionStatement(s) && ts.isStringLiteral(s.expression));
  const first = statements.findIndex((s) => !isHead(s));
  return first < 0 ? statements.length : first;
}

/** The statement in whose place generated code will stand, where there is some. */
function markerStatements(r: Rewriting, place: TS.Node): readonly TS.Statement[] {
  const marker = r.code.markerFor(place);
  const { factory } = r.context;
  return marker === undefined ? [] : [factory.createExpressionStatement(factory.createIdentifier(marker))];
}

/** `import * as $heddle from "heddle/native"`; for CommonJS a plain `require`, whose exports are live without a helper. */
function importNative(r: Rewriting, file: TS.SourceFile): TS.Statement {
  const { factory } = r.context;
  const name = factory.createIdentifier(r.code.runtime);
  const module = factory.createStringLiteral("heddle/native");
  if (internalProgram(r.project.program).getEmitModuleFormatOfFile(file) !== ts.ModuleKind.CommonJS) {
    const clause = factory.createImportClause(undefined, undefined, factory.createNamespaceImport(name));
    return factory.createImportDeclaration(undefined, clause, module);
  }
  const required = factory.createCallExpression(factory.createIdentifier("require"), undefined, [module]);
  const declaration = factory.createVariableDeclaration(name, undefined, undefined, required);
  return factory.createVariableStatement(undefined, factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const));
}

/**
 * A block in which kernels are declared begins by defining them: declarations are hoisted, so calls may come first. The
 * block gets lines of its own, for the marker's sake.
 */
function withDefinitions(r: Rewriting, original: TS.Node, visited: TS.Node): TS.Node {
  const { factory } = r.context;
  const definitions = ts.isClassDeclaration(original) ? [] : markerStatements(r, original);
  if (definitions.length === 0) return visited;
  if (ts.isBlock(visited)) {
    return ts.setTextRange(factory.createBlock([...definitions, ...visited.statements], true), visited);
  }
  if (ts.isModuleBlock(visited)) return factory.updateModuleBlock(visited, [...definitions, ...visited.statements]);
  if (ts.isCaseClause(visited)) {
    return factory.updateCaseClause(visited, visited.expression, [...definitions, ...visited.statements]);
  }
  if (ts.isDefaultClause(visited)) return factory.updateDefaultClause(visited, [...definitions, ...visited.statements]);
  return visited;
}

// ---- functions --------------------------------------------------------------------------------------------------------

function stubFunction(r: Rewriting, node: TS.FunctionDeclaration, d: KernelDeclaration): TS.FunctionDeclaration {
  const { factory } = r.context;
  const name = node.name ?? factory.createIdentifier(outputName(node));
  const modifiers = withoutDecorators(node.modifiers, d);
  const body = stubBody(r, node, d, factory.createIdentifier(ts.idText(name)));
  return factory.updateFunctionDeclaration(
    node, modifiers, node.asteriskToken, name, undefined, node.parameters, undefined, body,
  );
}

/**
 * `{ return $heddle.call(gemm, arguments); }`, for a template `{ return $heddle.template("gemm"); }`, for what takes streams
 * a call that says so, and for a kernel with errors, in output that was written in spite of them, a throw.
 */
function stubBody(
  r: Rewriting, node: TS.FunctionDeclaration | TS.MethodDeclaration, d: KernelDeclaration, self: TS.Expression,
): TS.Block {
  const { factory } = r.context;
  const name = outputName(node);
  const callRuntime = (member: string, ...args: TS.Expression[]): TS.Statement => {
    const callee = factory.createPropertyAccessExpression(factory.createIdentifier(r.code.runtime), member);
    return factory.createReturnStatement(factory.createCallExpression(callee, undefined, args));
  };
  const statement = d.stream !== undefined
    ? callRuntime("call", takesStream(r, self, d.stream), argumentList(factory, node))
    : d.isTemplate
    ? callRuntime("template", factory.createStringLiteral(name))
    : d.unit === undefined
      ? throwError(factory, `'${name}' has errors that the compiler reported, so it cannot run`)
      : callRuntime("call", self, argumentList(factory, node));
  const at = node.name ?? node;
  ts.setSourceMapRange(statement, { pos: at.getStart(), end: at.getEnd() });
  return factory.createBlock([statement], true);
}

function throwError(factory: TS.NodeFactory, message: string): TS.Statement {
  const args = [factory.createStringLiteral(message)];
  return factory.createThrowStatement(factory.createNewExpression(factory.createIdentifier("Error"), undefined, args));
}

/** `arguments`, which doesn't hold default values: with defaults, the parameters one by one. */
function argumentList(
  factory: TS.NodeFactory, { parameters }: TS.FunctionDeclaration | TS.MethodDeclaration,
): TS.Expression {
  const names = parameters.flatMap(({ name }) => (ts.isIdentifier(name) ? [name] : []));
  const byName = names.length === parameters.length && parameters.some((p) => p.initializer !== undefined);
  if (!byName) return factory.createIdentifier("arguments");
  return factory.createArrayLiteralExpression(names.map((n) => factory.createIdentifier(ts.idText(n))));
}

function withoutDecorators<T extends TS.ModifierLike>(
  modifiers: readonly T[] | undefined, d: KernelDeclaration,
): readonly T[] | undefined {
  const ours = new Set<TS.Node>(d.decorators);
  return modifiers?.filter((m) => !ours.has(m));
}

/** `gemm<float32, 4>` becomes the instance's name, `gemm(A, B)` a call of it. */
function callInstance(
  factory: TS.NodeFactory, node: TS.Node, instance: string, visit: (node: TS.Node) => TS.Node,
): TS.Expression {
  const name = ts.setTextRange(factory.createIdentifier(instance), node);
  if (!ts.isCallExpression(node)) return name;
  const args = node.arguments.map((a) => visit(a) as TS.Expression);
  return ts.setTextRange(factory.createCallExpression(factory.createIdentifier(instance), undefined, args), node);
}

// ---- classes ----------------------------------------------------------------------------------------------------------

type Visit = (node: TS.Node) => TS.VisitResult<TS.Node | undefined>;

/** `$heddle.takesStream(producer, "out")`, which is `producer`. */
function takesStream({ context: { factory }, code }: Rewriting, self: TS.Expression, parameter: string): TS.Expression {
  const callee = factory.createPropertyAccessExpression(factory.createIdentifier(code.runtime), "takesStream");
  return factory.createCallExpression(callee, undefined, [self, factory.createStringLiteral(parameter)]);
}

/** A class with its members rewritten, followed by the definitions of what they are kernels of. */
function rewriteClass(
  r: Rewriting, node: TS.ClassDeclaration, declarations: ReadonlyMap<TS.Node, KernelDeclaration>, visit: Visit,
): TS.VisitResult<TS.Node | undefined> {
  const { factory } = r.context;
  const region = declarations.get(node);
  const definitions = markerStatements(r, node);
  if (region === undefined && definitions.length === 0 && !node.members.some((m) => declarations.has(m))) {
    return ts.visitEachChild(node, visit, r.context);
  }
  const name = node.name ?? factory.createIdentifier(outputName(node));
  const members = node.members.flatMap((member): readonly TS.ClassElement[] => {
    const kernel = declarations.get(member);
    if (kernel === undefined) return region === undefined ? [visitMember(r, member, visit)] : [regionField(r, member, visit)];
    if (region !== undefined || !ts.isMethodDeclaration(member)) return [];
    return [stubMethod(r, name, member, kernel)];
  });
  const modifiers = region === undefined ? node.modifiers : withoutDecorators(node.modifiers, region);
  const rewritten = factory.updateClassDeclaration(node, modifiers, name, node.typeParameters, node.heritageClauses, members);
  if (region?.stream === undefined) return [rewritten, ...definitions];
  const self = factory.createIdentifier(ts.idText(name));
  return [rewritten, ...definitions, factory.createExpressionStatement(takesStream(r, self, region.stream))];
}

function visitMember(r: Rewriting, member: TS.ClassElement, visit: Visit): TS.ClassElement {
  return ts.visitEachChild(member, visit, r.context);
}

/** A field of a region keeps its name but loses its initialiser: a stream lives in the compiled region only. */
function regionField(r: Rewriting, member: TS.ClassElement, visit: Visit): TS.ClassElement {
  if (!ts.isPropertyDeclaration(member)) return visitMember(r, member, visit);
  const { modifiers, name, questionToken, exclamationToken, type } = member;
  return r.context.factory.updatePropertyDeclaration(
    member, modifiers, name, questionToken ?? exclamationToken, type, undefined,
  );
}

function stubMethod(
  r: Rewriting, className: TS.Identifier, node: TS.MethodDeclaration, d: KernelDeclaration,
): TS.MethodDeclaration {
  const { factory } = r.context;
  const owner = factory.createIdentifier(ts.idText(className));
  const self = factory.createPropertyAccessExpression(owner, factory.createIdentifier(outputName(node)));
  return factory.updateMethodDeclaration(
    node, withoutDecorators(node.modifiers, d), node.asteriskToken, node.name, node.questionToken, undefined,
    node.parameters, undefined, stubBody(r, node, d, self),
  );
}
