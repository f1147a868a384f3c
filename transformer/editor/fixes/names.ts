/** Fixes of misspelt names: what "did you mean" proposes. */
import type * as TS from "typescript";
import { constructs } from "../../../lib/diagnostics/catalogue/constructs.js";
import { language } from "../../../lib/diagnostics/catalogue/language.js";
import { closest } from "../../../lib/diagnostics/closest.js";
import { ts } from "../../ts.js";
import { mend, replace, type Fix, type Mender, type Site } from "./fix.js";

export const nameMenders: readonly Mender[] = [
  mend(language.unknownName, (site, [name, known]) => spellings(site, site.node, name, known)),
  mend(language.unknownProperty, (site, [name, , known]) =>
    spellings(site, ts.isPropertyAccessExpression(site.node) ? site.node.name : site.node, name, known)),
  mend(constructs.unknownField, (site, [name, , known]) => spellings(site, site.node, name, known)),
  mend(language.unknownBuiltin, (site, [name, known]) =>
    ts.isCallExpression(site.node) ? spellings(site, site.node.expression, name, known) : []),
  mend(language.argsName, (site, [, known]) => {
    const { node } = site;
    const written = ts.isStringLiteral(node) ? node.text : node.getText(site.file);
    const quote = ts.isStringLiteral(node) ? node.getText(site.file).charAt(0) : "";
    return spellings(site, node, written, known, quote);
  }),
];

function spellings(
  { file }: Site, node: TS.Node, written: string, known: readonly string[], quote = "",
): readonly Fix[] {
  return closest(written, known).map((word) => ({
    description: `Change the spelling to '${word}'`,
    edits: [replace(file, node, `${quote}${word}${quote}`)],
  }));
}
