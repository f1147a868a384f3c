/** The rules that look at a whole function: scopes, jumps, returns. */
import type { Expr, Func, Stmt, Sym } from "../ir.js";
import { childExprs, declaredBy, refArgs, stmtBlocks, stmtExprs, visitStmts } from "../walk.js";
import type { FuncContext } from "./context.js";
import { typeProblem } from "./values.js";

/** What a rule on functions found: where (the function itself when absent), and what. */
export interface Finding {
  readonly at?: Stmt;
  readonly message: string;
}

/** Rules on functions, by name. */
export const funcRules: Readonly<Record<string, (f: Func, c: FuncContext) => readonly Finding[]>> = {
  "scope": scopeFindings,
  "parameter type": (f) => [...f.params.map((p) => p.type), ...(f.result ? [f.result] : [])].flatMap((type) => {
    const message = typeProblem(type);
    return message === undefined ? [] : [{ message }];
  }),
  "loop ids": loopIdFindings,
  "jump": (f) => jumpFindings(f.body, []),
  "returns": (f) => (f.result !== undefined && completes(f.body) ? [{ message: "a path ends without a return" }] : []),
};

/** Names are used only by the statements after the declaration in its block, and inside those. */
function scopeFindings(f: Func): readonly Finding[] {
  const found: Finding[] = [];
  const visible = new Set(f.params.map((p) => p.sym.id));
  const visit = (stmts: readonly Stmt[], outer: ReadonlySet<number>): void => {
    const inside = new Set(outer);
    for (const s of stmts) {
      for (const sym of usedBy(s)) {
        if (!inside.has(sym.id)) found.push({ at: s, message: `${sym.name} is not declared here` });
      }
      const declared = declaredBy(s);
      const around = declared !== undefined && s.kind === "for" ? new Set([...inside, declared.sym.id]) : inside;
      for (const block of stmtBlocks(s)) visit(block, around);
      if (declared !== undefined && s.kind !== "for") inside.add(declared.sym.id);
    }
  };
  visit(f.body, visible);
  return found;
}

/** The variables that `s` itself uses; what its blocks use is not among them. */
function usedBy(s: Stmt): readonly Sym[] {
  const used: Sym[] = refArgs(s).map((arg) => arg.sym);
  if (s.kind === "assign") used.push(s.sym);
  if (s.kind === "store") used.push(s.tensor);
  if (s.kind === "put" || s.kind === "get") used.push(s.stream);
  const visit = (e: Expr): void => {
    if (e.kind === "var") used.push(e.sym);
    if (e.kind === "load") used.push(e.tensor);
    used.push(...refArgs(e).map((arg) => arg.sym));
    childExprs(e).forEach(visit);
  };
  stmtExprs(s).forEach(visit);
  return used;
}

function loopIdFindings(f: Func): readonly Finding[] {
  const seen = new Set<number>();
  const found: Finding[] = [];
  visitStmts(f.body, (s) => {
    if (s.kind !== "for" && s.kind !== "while") return;
    if (seen.has(s.id)) found.push({ at: s, message: `another loop has the id ${s.id}` });
    seen.add(s.id);
  });
  return found;
}

/** The update of a `while` is outside every loop: it must run to its end. */
function jumpFindings(stmts: readonly Stmt[], around: readonly number[]): readonly Finding[] {
  return stmts.flatMap((s): readonly Finding[] => {
    switch (s.kind) {
      case "break":
      case "continue":
        return around.includes(s.loop) ? [] : [{ at: s, message: `no loop around it has the id ${s.loop}` }];
      case "for":
        return jumpFindings(s.body, [...around, s.id]);
      case "while":
        return [...updateFindings(s.update), ...jumpFindings(s.body, [...around, s.id])];
      default:
        return stmtBlocks(s).flatMap((block) => jumpFindings(block, around));
    }
  });
}

function updateFindings(update: readonly Stmt[]): readonly Finding[] {
  const found: Finding[] = [...jumpFindings(update, [])];
  visitStmts(update, (s) => {
    if (s.kind === "return") found.push({ at: s, message: "a loop's update must not return" });
  });
  return found;
}

/** Whether running `stmts` can reach their end (taken to be possible unless it certainly is not). */
function completes(stmts: readonly Stmt[]): boolean {
  return stmts.every((s) => {
    switch (s.kind) {
      case "return":
      case "break":
      case "continue":
        return false;
      case "if":
        return completes(s.then) || completes(s.else);
      case "while":
        return !(s.cond.kind === "const" && s.cond.value === true) || breaksOut(s.body, s.id);
      default:
        return true;
    }
  });
}

/** Whether a jump in `stmts` leaves the loop `id`. */
function breaksOut(stmts: readonly Stmt[], id: number): boolean {
  let found = false;
  visitStmts(stmts, (s) => {
    found ||= s.kind === "break" && s.loop === id;
  });
  return found;
}
