/**
 * What every module must satisfy, as lists of small named rules (lib/ir/verify/). Passes and front ends are tested by
 * it; a problem is a bug of ours, so messages are for developers: the function, the printed node, what is wrong.
 */
import type { Func, Module, Stmt } from "./ir.js";
import { printExpr, printStmtHead } from "./print.js";
import { allFunctions, declaredBy, stmtExprs, visitExpr, visitStmts } from "./walk.js";
import type { FuncContext, Variable, VerifyProblem } from "./verify/context.js";
import { exprRules } from "./verify/expressions.js";
import { funcRules } from "./verify/functions.js";
import { moduleRules } from "./verify/modules.js";
import { stmtRules } from "./verify/statements.js";

export type { VerifyProblem };

/** The names of all rules, by what they look at. */
export const ruleNames = {
  module: Object.keys(moduleRules),
  function: Object.keys(funcRules),
  statement: Object.keys(stmtRules),
  expression: Object.keys(exprRules),
} as const;

/** Everything that is wrong with `m`; empty for a correct module. */
export function verifyModule(m: Module): readonly VerifyProblem[] {
  const problems = Object.entries(moduleRules).flatMap(([rule, check]) => check(m).map((p) => ({ rule, ...p })));
  const callees = new Map<number, Func>();
  for (const func of allFunctions(m)) {
    problems.push(...verifyFunc({ module: m, func, callees, variables: variablesOf(func) }));
    callees.set(func.sym.id, func);
  }
  return problems;
}

function variablesOf(f: Func): ReadonlyMap<number, Variable> {
  const variables = new Map<number, Variable>(f.params.map((p) => [p.sym.id, { type: p.type }]));
  for (const state of f.states) variables.set(state.sym.id, { type: state.type, by: state });
  visitStmts(f.body, (s) => {
    for (const { sym, type } of declaredBy(s)) variables.set(sym.id, { type, by: s });
  });
  return variables;
}

function verifyFunc(c: FuncContext): readonly VerifyProblem[] {
  const { func } = c;
  const where = `in ${func.sym.name}`;
  const problems: VerifyProblem[] = Object.entries(funcRules).flatMap(([rule, check]) =>
    check(func, c).map(({ at, message }) => {
      const node = at === undefined ? "" : ` ${printStmtHead(at)}:`;
      return { rule, message: `${where}:${node} ${message}`, span: at?.span ?? func.span };
    }),
  );
  visitStmts(func.body, (s) => problems.push(...verifyStmt(s, c, where)));
  return problems;
}

function verifyStmt(s: Stmt, c: FuncContext, where: string): readonly VerifyProblem[] {
  const problems: VerifyProblem[] = [];
  for (const [rule, check] of Object.entries(stmtRules)) {
    const message = check(s, c);
    if (message === undefined) continue;
    problems.push({ rule, message: `${where}: ${printStmtHead(s)}: ${message}`, span: s.span });
  }
  for (const root of stmtExprs(s)) {
    visitExpr(root, (e) => {
      for (const [rule, check] of Object.entries(exprRules)) {
        const message = check(e, c);
        if (message === undefined) continue;
        problems.push({ rule, message: `${where}: ${printExpr(e)} in ${printStmtHead(s)}: ${message}`, span: e.span });
      }
    });
  }
  return problems;
}
