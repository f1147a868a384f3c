/** The operators of a whole kernel: what runs in turns shares them, what runs side by side has its own. */
import type { FuncPlan, OperatorCount, Operators, Plan } from "./plan.js";

/** The more of each: for what runs in turns. */
export function shared(all: readonly Operators[]): Operators {
  return merged(all, Math.max);
}

/** The sum of each: for what runs side by side, and for functions, which are hardware of their own. */
export function added(all: readonly Operators[]): Operators {
  return merged(all, (a, b) => a + b);
}

function merged(all: readonly Operators[], op: (a: number, b: number) => number): Operators {
  const found = new Map<string, OperatorCount>();
  for (const operators of all) {
    for (const [name, { operator, count }] of operators) {
      found.set(name, { operator, count: op(found.get(name)?.count ?? 0, count) });
    }
  }
  return found;
}

/** All operators of a function, those it calls included. */
export function operatorsOf(f: FuncPlan): Operators {
  return added([shared(f.body.map(own)), ...callees(f.body).map(operatorsOf)]);
}

/** Without called functions. */
function own(p: Plan): Operators {
  switch (p.kind) {
    case "straight": case "pipelined":
      return p.operators;
    case "sequential": case "endless":
      return shared(p.body.map(own));
    case "choice":
      return shared(p.sides.flat().map(own));
    case "stages":
      return added(p.stages.map((s) => shared(s.body.map(own))));
    case "filling": case "call":
      return new Map();
  }
}

/** The functions called, each once: calls in turns use the same hardware. */
export function callees(plans: readonly Plan[]): readonly FuncPlan[] {
  return [...new Set(plans.flatMap(calledBy))];
}

function calledBy(p: Plan): readonly FuncPlan[] {
  switch (p.kind) {
    case "call":
      return [p.callee];
    case "sequential": case "endless":
      return p.body.flatMap(calledBy);
    case "choice":
      return p.sides.flat().flatMap(calledBy);
    case "stages":
      return p.stages.flatMap((s) => s.body.flatMap(calledBy));
    case "straight": case "pipelined": case "filling":
      return [];
  }
}
