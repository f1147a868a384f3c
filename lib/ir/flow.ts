/** Where control can go: whether statements come to their end. */
import type { Stmt } from "./ir.js";
import { visitStmts } from "./walk.js";

/** Whether running `stmts` can reach their end (taken to be possible unless it certainly is not). */
export function completes(stmts: readonly Stmt[]): boolean {
  return stmts.every((s) => {
    switch (s.kind) {
      case "return":
      case "break":
      case "continue":
        return false;
      case "if":
        return completes(s.then) || completes(s.else);
      case "switch":
        return breaksOut([s], s.id) || [...s.cases.map((c) => c.body), s.default].some(completes);
      case "while":
        return !(s.cond.kind === "const" && s.cond.value === true) || breaksOut(s.body, s.id);
      default:
        return true;
    }
  });
}

/** Whether a `break` in `stmts` leaves the loop or switch `id`. */
export function breaksOut(stmts: readonly Stmt[], id: number): boolean {
  let found = false;
  visitStmts(stmts, (s) => {
    found ||= s.kind === "break" && s.loop === id;
  });
  return found;
}
