/** Finding nodes by their place in the text. */
import type * as TS from "typescript";
import { ts } from "./ts.js";

/** The smallest node whose text covers `position`. */
export function innermostAt(file: TS.SourceFile, position: number): TS.Node {
  const visit = (node: TS.Node): TS.Node => {
    const child = ts.forEachChild(node, (c) => (c.getStart(file) <= position && position < c.getEnd() ? c : undefined));
    return child === undefined ? node : visit(child);
  };
  return visit(file);
}

/** The smallest node whose text is exactly from `start` to `end`. */
export function nodeExactlyAt(file: TS.SourceFile, start: number, end: number): TS.Node | undefined {
  const visit = (node: TS.Node): TS.Node | undefined => {
    if (node.getEnd() < end || node.getStart(file) > start) return undefined;
    const inside = ts.forEachChild(node, visit);
    return inside ?? (node.getStart(file) === start && node.getEnd() === end ? node : undefined);
  };
  return visit(file);
}

/** The nearest ancestor of `node`, or `node` itself, that `is` accepts. */
export function ancestor<T extends TS.Node>(node: TS.Node, is: (node: TS.Node) => node is T): T | undefined {
  for (let n = node; !ts.isSourceFile(n); n = n.parent) if (is(n)) return n;
  return undefined;
}
