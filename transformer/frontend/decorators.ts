/** Finding `@kernel`, `@region` and `@schedule`. */
import type * as TS from "typescript";
import { ts } from "../ts.js";
import type { KernelNode } from "./compiled.js";
import { heddleName } from "./heddle-symbols.js";

export type DecoratorName = "kernel" | "region" | "schedule";

export interface HeddleDecorator {
  readonly name: DecoratorName;
  readonly node: TS.Decorator;
  /** The object given to the decorator: `{ mapping, args }`. */
  readonly options: TS.ObjectLiteralExpression | undefined;
}

/** Heddle's decorators on a declaration, in source order. */
export function heddleDecorators(checker: TS.TypeChecker, node: TS.Node): readonly HeddleDecorator[] {
  return decoratorsOf(node).flatMap((d) => {
    const call = ts.isCallExpression(d.expression) ? d.expression : undefined;
    const name = heddleName(checker, call === undefined ? d.expression : call.expression);
    if (name !== "kernel" && name !== "region" && name !== "schedule") return [];
    const options = call?.arguments.find((a) => ts.isObjectLiteralExpression(a));
    return [{ name, node: d, options }];
  });
}

/** All decorators, also where TypeScript's grammar doesn't allow them (on functions). */
export function decoratorsOf(node: TS.Node): readonly TS.Decorator[] {
  const modifiers = (node as { readonly modifiers?: readonly TS.Node[] }).modifiers ?? [];
  return modifiers.filter((m): m is TS.Decorator => ts.isDecorator(m));
}

export function isKernelNode(node: TS.Node): node is KernelNode {
  return ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isClassDeclaration(node);
}

/** Could `file` hold a kernel at all? Spares the checker files without any decorator. */
export function mayHoldDecorators(file: TS.SourceFile): boolean {
  return file.text.includes("@");
}
