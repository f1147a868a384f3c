/** Fixes of wrong numbers: of subscripts, and of the variables of a grid. */
import type * as TS from "typescript";
import { language } from "../../../lib/diagnostics/catalogue/language.js";
import { types } from "../../../lib/diagnostics/catalogue/types.js";
import { ts } from "../../ts.js";
import { rankOf, storedExpression, subscriptFix } from "./expressions.js";
import { fix, mend, remove, replace, type Fix, type Mender, type Site } from "./fix.js";

export const subscriptMenders: readonly Mender[] = [
  mend(types.tooManyIndices, ({ node }) => {
    if (!ts.isElementAccessExpression(node)) return [];
    let whole = node;
    while (ts.isElementAccessExpression(whole.parent) && whole.parent.expression === whole) whole = whole.parent;
    return fix("Remove the surplus subscripts", remove(node.expression.getEnd(), whole.getEnd()));
  }),
  mend(types.tooFewIndices, (site, [, type]) =>
    ts.isExpression(site.node) ? subscriptFix(site, site.node, rankOf(type)) : []),
  mend(types.needsScalar, (site, [what]) => {
    const e = storedExpression(site.node);
    const isTensor = e !== undefined && (ts.isElementAccessExpression(e) || ts.isIdentifier(e));
    return isTensor ? subscriptFix(site, e, rankOf(what)) : [];
  }),
  mend(language.gridNames, (site, [expected]) => gridNamesFix(site, expected)),
];

const usualNames = ["i", "j", "k", "l", "m", "n"];

/** As many names as the grid has dimensions: those that are there, then the usual ones. */
function gridNamesFix({ file, node }: Site, expected: number): readonly Fix[] {
  const present = ts.isArrayBindingPattern(node) ? node.elements.map((e) => e.getText(file)) : [node.getText(file)];
  const free = usualNames.filter((name) => !present.includes(name) && !isMentioned(node, name));
  const names = [...present, ...free].slice(0, expected);
  if (names.length < expected) return [];
  const pattern = `[${names.join(", ")}]`;
  return fix(`Loop over ${pattern}`, replace(file, node, pattern));
}

/** Does the function around `node` mention `name`? */
function isMentioned(node: TS.Node, name: string): boolean {
  let around = node;
  while (!ts.isFunctionLike(around) && !ts.isSourceFile(around.parent)) around = around.parent;
  const mentions = (n: TS.Node): boolean =>
    (ts.isIdentifier(n) && n.text === name) || ts.forEachChild(n, (c) => mentions(c) || undefined) === true;
  return mentions(around);
}
