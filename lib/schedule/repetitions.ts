/** Copies of statements: each declares names, and has loops, of its own. */
import type { SymSource } from "../ir/build.js";
import type { Arg, Expr, Func, MessagePart, Module, Stmt, Sym } from "../ir/ir.js";
import { declaredBy, mapExpr, mapStmtChildren, stmtBlocks } from "../ir/walk.js";
import { freshSyms } from "../passes/fresh-syms.js";
import { freshLoopId } from "./loops.js";

/** What becomes of names, by id, and of the ids of loops; what is missing stays. */
interface Renaming {
  readonly syms: ReadonlyMap<number, Sym>;
  readonly loops: ReadonlyMap<number, number>;
}

/** Hands out what new statements need. */
export interface Fresh {
  readonly syms: SymSource;
  readonly loopId: () => number;
  /** The names handed out for copies, with the ids of those they are copies of. */
  readonly made: (readonly [of: number, sym: Sym])[];
}

/** For a function of `module` whose statements are `all`. */
export function freshIn(module: Module, all: readonly Stmt[]): Fresh {
  let next = freshLoopId(all);
  return { syms: freshSyms(module), loopId: () => next++, made: [] };
}

/** What `f` says of its memories, with the same said of their copies. */
export function memoriesWithCopies(f: Func, { made }: Fresh): Pick<Func, "memories"> {
  if (f.memories === undefined) return {};
  const copies = made.flatMap(([of, sym]) => {
    const said = f.memories?.find((m) => m.sym.id === of);
    return said === undefined ? [] : [{ ...said, sym }];
  });
  return { memories: [...f.memories, ...copies] };
}

/** A copy of `stmts`; `moved` are statements in it that keep the names they declare, having no other place any more. */
export function copied(
  stmts: readonly Stmt[], fresh: Fresh, nameOf: (s: Stmt, name: string) => string = (_, name) => name,
  moved: readonly Stmt[] = [],
): readonly Stmt[] {
  const syms = new Map<number, Sym>();
  const loops = new Map<number, number>();
  const visit = (s: Stmt): void => {
    if (moved.includes(s)) return;
    for (const { sym } of declaredBy(s)) {
      const made = fresh.syms.fresh(nameOf(s, sym.name));
      syms.set(sym.id, made);
      fresh.made.push([sym.id, made]);
    }
    if (s.kind === "for" || s.kind === "while" || s.kind === "switch") loops.set(s.id, fresh.loopId());
    for (const block of stmtBlocks(s)) block.forEach(visit);
  };
  stmts.forEach(visit);
  return renamed(stmts, { syms, loops });
}

function renamed(stmts: readonly Stmt[], r: Renaming): readonly Stmt[] {
  const expr = (e: Expr): Expr => mapExpr(e, (x) => {
    if (x.kind === "var") return { ...x, sym: symOf(x.sym, r) };
    if (x.kind === "load") return { ...x, tensor: symOf(x.tensor, r) };
    return x.kind === "call" ? { ...x, args: x.args.map((a) => argument(a, r)) } : x;
  });
  const stmt = (s: Stmt): Stmt => ownNames(mapStmtChildren(s, { expr, stmts: (body) => body.map(stmt) }), r);
  return stmts.map(stmt);
}

/** The names that `s` itself declares, changes or passes. */
function ownNames(s: Stmt, r: Renaming): Stmt {
  switch (s.kind) {
    case "let": case "alloc": case "assign":
      return { ...s, sym: symOf(s.sym, r) };
    case "store":
      return { ...s, tensor: symOf(s.tensor, r) };
    case "for":
      return { ...s, iter: symOf(s.iter, r), id: r.loops.get(s.id) ?? s.id };
    case "while": case "switch":
      return { ...s, id: r.loops.get(s.id) ?? s.id };
    case "break": case "continue":
      return { ...s, loop: r.loops.get(s.loop) ?? s.loop };
    case "return":
      return { ...s, values: s.values.map((a) => argument(a, r)) };
    case "callstmt":
      return {
        ...s, args: s.args.map((a) => argument(a, r)), results: s.results.map((d) => ({ ...d, sym: symOf(d.sym, r) })),
      };
    case "put":
      return { ...s, stream: symOf(s.stream, r) };
    case "get":
      return { ...s, stream: symOf(s.stream, r), sym: symOf(s.sym, r) };
    case "print":
      return { ...s, parts: s.parts.map((p) => part(p, r)) };
    case "assert":
      return { ...s, message: s.message.map((p) => part(p, r)) };
    case "if":
      return s;
  }
}

function symOf(sym: Sym, r: Renaming): Sym {
  return r.syms.get(sym.id) ?? sym;
}

/** Expressions are renamed as children: only what is passed by reference is left. */
function argument(a: Arg, r: Renaming): Arg {
  return a.kind === "ref" ? { ...a, sym: symOf(a.sym, r) } : a;
}

function part(p: MessagePart, r: Renaming): MessagePart {
  return p.kind === "tensor" ? { ...p, sym: symOf(p.sym, r) } : p;
}
