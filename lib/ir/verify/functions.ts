/** The rules that look at a whole function: scopes, jumps, returns. */
import type { Expr, Func, Stmt, Sym } from "../ir.js";
import { childExprs, declaredBy, refArgs, stmtBlocks, stmtExprs, streamOf, visitStmts } from "../walk.js";
import type { FuncContext } from "./context.js";
import { elementCount, isScalar } from "../types.js";
import { directiveProblems, memoryProblems } from "./directives.js";
import { contentsProblem } from "./statements.js";
import { completes } from "../flow.js";
import { typeProblem } from "./values.js";

/** What a rule on functions found: where (the function itself when absent), and what. */
export interface Finding {
  readonly at?: Stmt;
  readonly message: string;
}

/** Rules on functions, by name. */
export const funcRules: Readonly<Record<string, (f: Func, c: FuncContext) => readonly Finding[]>> = {
  "scope": scopeFindings,
  "signature": (f) => [...f.params.map((p) => p.type), ...f.results].flatMap((type) => {
    const message = typeProblem(type);
    return message === undefined ? [] : [{ message }];
  }),
  "states": (f) => f.states.flatMap((s) => {
    const [element, count] = s.type.kind === "tensor" ? [s.type.element, elementCount(s.type.shape)] : [s.type, 1];
    const message = typeProblem(s.type) ?? contentsProblem(s.init, element, count);
    return message === undefined ? [] : [{ message: `state ${s.sym.name}: ${message}` }];
  }),
  "external": externalFindings,
  "network body": ({ network, external, body, states, results }) => {
    const isAlone = external === undefined && body.length + states.length + results.length === 0;
    return network === undefined || isAlone ? [] : [{ message: "an inner region has a body, states or results" }];
  },
  "directives": (f, c) => directiveProblems(f, c).map((message) => ({ message })),
  "memories": (f, c) => memoryProblems(f, c).map((message) => ({ message })),
  "loop ids": loopIdFindings,
  "jump": (f) => jumpFindings(f.body, []),
  "returns": (f) => {
    const lacks = f.external === undefined && f.network === undefined && f.results.length > 0 && completes(f.body);
    return lacks ? [{ message: "a path ends without a return" }] : [];
  },
};

/** An external function has no body, scalars and tensors as parameters, and at most one result, a scalar. */
function externalFindings({ external, body, states, params, results }: Func): readonly Finding[] {
  if (external === undefined) return [];
  const wrong = [
    body.length + states.length > 0 ? "an external function has a body" : undefined,
    params.some((p) => p.type.kind === "stream" || p.type.kind === "struct") ? "an external function takes scalars and tensors" : undefined,
    results.length > 1 || results.some((t) => !isScalar(t)) ? "an external function returns a scalar or nothing" : undefined,
    external.writes.some((i) => params[i]?.type.kind !== "tensor") ? "an external function writes tensors only" : undefined,
  ];
  return wrong.flatMap((message) => (message === undefined ? [] : [{ message }]));
}

/** Names are used only by the statements after the declaration in its block, and inside those. */
function scopeFindings(f: Func): readonly Finding[] {
  const found: Finding[] = [];
  const visible = new Set([...f.params, ...f.states].map((d) => d.sym.id));
  const visit = (stmts: readonly Stmt[], outer: ReadonlySet<number>): void => {
    const inside = new Set(outer);
    for (const s of stmts) {
      for (const sym of usedBy(s)) {
        if (!inside.has(sym.id)) found.push({ at: s, message: `${sym.name} is not declared here` });
      }
      const declared = declaredBy(s).map((d) => d.sym.id);
      const around = s.kind === "for" ? new Set([...inside, ...declared]) : inside;
      for (const block of stmtBlocks(s)) visit(block, around);
      if (s.kind !== "for") for (const id of declared) inside.add(id);
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
  const stream = streamOf(s);
  if (stream !== undefined) used.push(stream);
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
    if (s.kind !== "for" && s.kind !== "while" && s.kind !== "switch") return;
    if (seen.has(s.id)) found.push({ at: s, message: `another loop has the id ${s.id}` });
    seen.add(s.id);
  });
  return found;
}

/** What a jump may name. */
interface Target {
  readonly id: number;
  readonly isSwitch: boolean;
}

/** The update of a `while` is outside every loop: it must run to its end. */
function jumpFindings(stmts: readonly Stmt[], around: readonly Target[]): readonly Finding[] {
  const inside = (id: number, isSwitch = false): readonly Target[] => [...around, { id, isSwitch }];
  return stmts.flatMap((s): readonly Finding[] => {
    switch (s.kind) {
      case "break":
      case "continue": {
        const known = around.some((t) => t.id === s.loop && (s.kind === "break" || !t.isSwitch));
        return known ? [] : [{ at: s, message: `no loop around it has the id ${s.loop}` }];
      }
      case "for":
        return jumpFindings(s.body, inside(s.id));
      case "switch":
        return [...s.cases.map((c) => c.body), s.default].flatMap((block) => jumpFindings(block, inside(s.id, true)));
      case "while":
        return [...updateFindings(s.update), ...jumpFindings(s.body, inside(s.id))];
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
