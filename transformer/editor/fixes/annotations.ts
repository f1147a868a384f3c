/** Fixes that add or change the type of a variable, parameter or function. */
import type * as TS from "typescript";
import { types } from "../../../lib/diagnostics/catalogue/types.js";
import { int, typeName } from "../../../lib/ir/types.js";
import { ts } from "../../ts.js";
import {
  fix, indentAt, insert, lineBreak, mend, nodeAt, remove, replace, type Fix, type Mender, type Site,
} from "./fix.js";
import { spellType } from "./imports.js";

/** What is offered where nothing says which type is meant. */
const usualTypes = ["int32", "float32"];

export const annotationMenders: readonly Mender[] = [
  mend(types.mayNotFit, ({ file, node }, [name, , needs]) => {
    const declaration = declarationOf(node, name);
    if (declaration === undefined || declaration.type !== undefined) return [];
    const wanted = [...new Set([needs, nextUsual(needs)])];
    return wanted.map((type) => annotate(file, declaration, type, `Declare '${name}' as ${type}`));
  }),
  mend(types.parameterNeedsType, (site, [name]) => {
    const node = nodeAt(site, ts.isParameter);
    if (node === undefined) return [];
    return usualTypes.map((type) => annotate(site.file, node, type, `Declare '${name}' as ${type}`));
  }),
  mend(types.variableNeedsType, (site, [name]) => {
    const node = nodeAt(site, ts.isVariableDeclaration);
    return node === undefined ? [] : usualTypes.map((type) => initialise(site.file, node, type, name));
  }),
  mend(types.notHardwareType, ({ file, node }) => {
    const numbers = numberKeywords(node);
    if (numbers.length === 0) return [];
    return usualTypes.flatMap((type) => {
      const { text, edits } = spellType(file, type, "type");
      return fix(`Use ${text} for number`, ...numbers.map((n) => replace(file, n, text)), ...edits);
    });
  }),
  mend(types.unexpectedResult, ({ file, node }) => {
    const statement = node.parent;
    return ts.isReturnStatement(statement) ? fix("Return nothing", replace(file, statement, "return;")) : [];
  }),
  mend(types.missingReturn, (site, [type]) => finalReturn(site, type)),
];

/** Gives a variable or parameter a type, in the place of the one it has. */
function annotate(
  file: TS.SourceFile, node: TS.VariableDeclaration | TS.ParameterDeclaration, type: string, description: string,
): Fix {
  const { text, edits } = spellType(file, type, "type");
  const change = node.type === undefined ? insert(node.name.getEnd(), `: ${text}`) : replace(file, node.type, text);
  return { description, edits: [change, ...edits] };
}

/** `let x;` becomes `let x: int32 = 0;`. */
function initialise(file: TS.SourceFile, node: TS.VariableDeclaration, type: string, name: string): Fix {
  const { text, edits } = spellType(file, type, "type");
  const value = node.initializer === undefined ? " = 0" : "";
  const place = { start: node.name.getEnd(), end: node.type?.getEnd() ?? node.name.getEnd() };
  return { description: `Declare '${name}' as ${type}`, edits: [{ ...place, text: `: ${text}${value}` }, ...edits] };
}

/** The declaration of the variable `name` that `node` sees: the innermost around it. */
function declarationOf(node: TS.Node, name: string): TS.VariableDeclaration | undefined {
  for (let n = node; !ts.isSourceFile(n); n = n.parent) {
    if (!ts.isBlock(n)) continue;
    const lists = n.statements.flatMap((s) => (ts.isVariableStatement(s) ? [s.declarationList] : []));
    const found = lists.flatMap((l) => l.declarations).find((d) => ts.isIdentifier(d.name) && d.name.text === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The usual type that holds all of an integer type: int16 for `Int<9>`. */
function nextUsual(type: string): string {
  const [, unsigned, width] = /^(U?)Int<(\d+)>$/.exec(type) ?? [];
  const usual = width === undefined ? undefined : [8, 16, 32, 64].find((w) => w >= Number(width));
  return usual === undefined ? type : typeName(int(usual, unsigned === ""));
}

function numberKeywords(node: TS.Node): readonly TS.Node[] {
  if (node.kind === ts.SyntaxKind.NumberKeyword) return [node];
  // The sizes of a shape.
  if (ts.isTupleTypeNode(node)) return [];
  const found: TS.Node[] = [];
  ts.forEachChild(node, (child) => void found.push(...numberKeywords(child)));
  return found;
}

/** A last statement that returns zero, for functions with a scalar result; a value for a bare `return;`. */
function finalReturn({ file, node }: Site, type: string): readonly Fix[] {
  if (type.startsWith("Tensor")) return [];
  const value = type === "bool" ? "false" : "0";
  const description = `Return ${value} at the end`;
  if (ts.isReturnStatement(node)) return fix(`Return ${value}`, replace(file, node, `return ${value};`));
  const { parent } = node;
  const body = ts.isFunctionDeclaration(parent) || ts.isMethodDeclaration(parent) ? parent.body : undefined;
  if (body === undefined) return [];
  const last = body.statements.at(-1);
  const onOneLine = !body.getText(file).includes("\n");
  if (last === undefined || onOneLine) return fix(description, insert(body.getEnd() - 1, `return ${value}; `));
  const gap = `${lineBreak(file)}${indentAt(file, last.getStart(file))}`;
  return fix(description, insert(last.getEnd(), `${gap}return ${value};`));
}

/** For fixes of declarations elsewhere: removes the initialiser or the mark of an optional parameter. */
export function withoutDefault(file: TS.SourceFile, p: TS.ParameterDeclaration): Fix {
  const edits = [
    ...(p.questionToken === undefined ? [] : [remove(p.questionToken.getStart(file), p.questionToken.getEnd())]),
    ...(p.initializer === undefined ? [] : [remove((p.type ?? p.name).getEnd(), p.initializer.getEnd())]),
  ];
  return { description: "Make the parameter required", edits };
}
