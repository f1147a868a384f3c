/** Fixes of forms that kernels don't have: statements, declarations, decorators. */
import type * as TS from "typescript";
import { constructs } from "../../../lib/diagnostics/catalogue/constructs.js";
import { language } from "../../../lib/diagnostics/catalogue/language.js";
import { decoratorsOf } from "../../frontend/decorators.js";
import { ts } from "../../ts.js";
import { ancestor } from "../../nodes.js";
import { withoutDefault } from "./annotations.js";
import { isAssignment, isStep } from "./expressions.js";
import {
  fix, indentAt, insert, lineBreak, mend, nodeAt, remove, replace, statementInBlock,
  type Edit, type Fix, type Mender, type Site,
} from "./fix.js";
import { spellName } from "./imports.js";

export const statementMenders: readonly Mender[] = [
  mend(language.unsupportedExpression, ({ file, node }, [what]) =>
    what === "'?.'" ? fix("Write it without '?'", ...questionDots(file, node)) : []),
  mend(language.unsupportedOperator, ({ node: { parent } }, [symbol]) =>
    symbol === "??" && ts.isBinaryExpression(parent)
      ? fix("Remove '??' and what follows it", remove(parent.left.getEnd(), parent.right.getEnd()))
      : []),
  mend(language.assignmentAsValue, stepFix),
  mend(language.notConstant, constFix),
  mend(language.optionalParameter, (site) => {
    const node = nodeAt(site, ts.isParameter);
    return node === undefined ? [] : [withoutDefault(site.file, node)];
  }),
  mend(language.effectInExpression, hoistFix),
  mend(language.kernelInKernel, ({ file, node }) => decoratorFix(file, node)),
  mend(language.uselessExpression, ({ file, node }) => {
    const statement = ancestor(node, ts.isExpressionStatement);
    return statement === undefined ? [] : fix("Remove the statement", withLine(file, statement));
  }),
  mend(language.labelWithoutLoop, ({ file, node }) => {
    const labelled = node.parent;
    if (!ts.isLabeledStatement(labelled)) return [];
    return fix("Remove the label", remove(node.getStart(file), labelled.statement.getStart(file)));
  }),
  mend(language.varDeclaration, ({ file, node }) => keywordFix(file, node, "let")),
  mend(constructs.stateWithoutValue, ({ node }) => fix("Use its value", insert(node.getEnd(), ".value"))),
  mend(constructs.tensorVariable, ({ file, node }) => keywordFix(file, node, "const")),
  mend(constructs.tupleVariable, ({ file, node }) => keywordFix(file, node, "const")),
  mend(language.loopVariableDeclaration, ({ file, node }) =>
    fix("Declare the variable with const", insert(node.getStart(file), "const "))),
  mend(language.emptyRegion, regionFix),
  mend(language.badDepth, ({ file, node }) => fix("Make it hold 2 values", replace(file, node, "2"))),
  mend(language.argsForm, ({ file, node }) =>
    fix("Write a list", insert(node.getStart(file), "["), insert(node.getEnd(), "]"))),
  mend(language.misplacedDecorator, ({ file, node }) => {
    const method = node.parent;
    if (!ts.isMethodDeclaration(method)) return [];
    return fix("Make the method static", insert(method.name.getStart(file), "static "));
  }),
];

function questionDots(file: TS.SourceFile, node: TS.Node): readonly Edit[] {
  const edits: Edit[] = [];
  const visit = (n: TS.Node): void => {
    const isLink = ts.isPropertyAccessExpression(n) || ts.isElementAccessExpression(n) || ts.isCallExpression(n);
    if (isLink && n.questionDotToken !== undefined) {
      edits.push(replace(file, n.questionDotToken, ts.isPropertyAccessExpression(n) ? "." : ""));
    }
    ts.forEachChild(n, visit);
  };
  visit(node);
  return edits;
}

/** `A[i++] = 0;`: the step becomes a statement of its own, after or before. */
function stepFix({ file, node }: Site): readonly Fix[] {
  const statement = statementInBlock(node);
  if (!isStep(node) || statement === undefined || !ts.isExpressionStatement(statement)) return [];
  const name = node.operand.getText(file);
  const step = `${name}${ts.tokenToString(node.operator) ?? ""};`;
  const start = statement.getStart(file);
  const gap = `${lineBreak(file)}${indentAt(file, start)}`;
  const after = ts.isPostfixUnaryExpression(node);
  const own = after ? insert(statement.getEnd(), `${gap}${step}`) : insert(start, `${step}${gap}`);
  return fix(`Give '${name}' a statement of its own`, replace(file, node, name), own);
}

/** `let gain = 3;` that nothing assigns: a constant. */
function constFix({ file, diagnostic }: Site): readonly Fix[] {
  const origin = diagnostic.related[0]?.span;
  if (origin?.file !== diagnostic.span.file) return [];
  const declared = ts.forEachChild(file, function find(n): TS.VariableDeclaration | undefined {
    return ts.isVariableDeclaration(n) && n.getStart(file) === origin.start ? n : ts.forEachChild(n, find);
  });
  if (declared === undefined || !ts.isIdentifier(declared.name) || isAssigned(file, declared.name.text)) return [];
  return keywordFix(file, declared, "const");
}

/** Is anything called `name` assigned in `node`? */
function isAssigned(node: TS.Node, name: string): boolean {
  const isName = (e: TS.Node): boolean => ts.isIdentifier(e) && e.text === name;
  if (ts.isBinaryExpression(node) && isAssignment(node) && isName(node.left)) return true;
  if (isStep(node) && isName(node.operand)) return true;
  return ts.forEachChild(node, (child) => isAssigned(child, name) || undefined) === true;
}

/** Another keyword for the declaration around `node`. */
function keywordFix(file: TS.SourceFile, node: TS.Node, keyword: "let" | "const"): readonly Fix[] {
  const list = ancestor(node, ts.isVariableDeclarationList);
  const start = list?.getStart(file) ?? 0;
  const present = /^(let|const|var)\b/.exec(file.text.slice(start))?.[0];
  if (list === undefined || present === undefined || present === keyword || list.declarations.length > 1) return [];
  return fix(`Declare it with ${keyword}`, { start, end: start + present.length, text: keyword });
}

/** `B[0] = A[0] + step(A);`: the call first, then the rest with its result. */
function hoistFix({ file, node }: Site): readonly Fix[] {
  const statement = statementInBlock(node);
  if (statement === undefined || !ts.isExpressionStatement(statement)) return [];
  const name = unused(["result", "value", "r"], file.text) ?? "callResult";
  const start = statement.getStart(file);
  const first = `const ${name} = ${node.getText(file)};${lineBreak(file)}${indentAt(file, start)}`;
  return fix("Call it in a statement of its own", insert(start, first), replace(file, node, name));
}

/** The first of `names` that `text` does not mention. */
function unused(names: readonly string[], text: string): string | undefined {
  return names.find((name) => !new RegExp(`\\b${name}\\b`).test(text));
}

function decoratorFix(file: TS.SourceFile, node: TS.Node): readonly Fix[] {
  const decorators = decoratorsOf(node);
  const [first] = decorators;
  const last = decorators.at(-1);
  if (first === undefined || last === undefined) return [];
  const end = last.getEnd() + (/^\s*/.exec(file.text.slice(last.getEnd()))?.[0].length ?? 0);
  return fix("Make it a helper: remove the decorator", remove(first.getStart(file), end));
}

/** Removes a statement, with the line if it has that to itself. */
function withLine(file: TS.SourceFile, statement: TS.Statement): Edit {
  const start = statement.getStart(file);
  const lineStart = start - indentAt(file, start).length;
  const rest = /^[ \t]*\r?\n/.exec(file.text.slice(statement.getEnd()));
  const end = statement.getEnd();
  const isFirst = lineStart === 0 || file.text[lineStart - 1] === "\n";
  return isFirst && rest !== null ? remove(lineStart, end + rest[0].length) : remove(start, end);
}

/** A region that holds no kernels is one itself. */
function regionFix({ file, node }: Site): readonly Fix[] {
  const { parent } = node;
  if (!ts.isFunctionDeclaration(parent)) return [];
  const kernel = spellName(file, "kernel", "value");
  const written = spellName(file, "region", "value").text;
  const names = decoratorsOf(parent).map(({ expression: e }) => (ts.isCallExpression(e) ? e.expression : e));
  const region = names.find((n) => n.getText(file) === written);
  return region === undefined ? [] : fix("Make it a kernel", replace(file, region, kernel.text), ...kernel.edits);
}
