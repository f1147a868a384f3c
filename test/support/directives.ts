/** Takes directives out of functions. */
import type { For, Func, Stmt } from "../../lib/ir/ir.js";
import { mapList, mapStmtChildren, visitStmts } from "../../lib/ir/walk.js";

export function hasDirectives(f: Func): boolean {
  return [f.memories, f.dataflow, f.inline].some((d) => d !== undefined) || loopsWithDirectives(f).length > 0;
}

/** In textual order. */
export function loopsWithDirectives(f: Func): readonly For[] {
  const found: For[] = [];
  visitStmts(f.body, (s) => s.kind === "for" && s.directives !== undefined && found.push(s));
  return found;
}

export function withoutAnyDirectives({ memories: _memories, dataflow: _dataflow, inline: _inline, ...f }: Func): Func {
  return { ...f, body: mapLoops(f.body, plainLoop) };
}

export function plainLoop({ directives: _, ...loop }: For): For {
  return loop;
}

/** `stmts` with every `for` in them replaced, inner ones first. */
export function mapLoops(stmts: readonly Stmt[], change: (s: For) => For): readonly Stmt[] {
  return mapList(stmts, (s) => {
    const inside = mapStmtChildren(s, { stmts: (body) => mapLoops(body, change) });
    return inside.kind === "for" ? change(inside) : inside;
  });
}
