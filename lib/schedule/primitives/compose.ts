/** `compose`: the schedule of a kernel, applied where it is called. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { noSpan } from "../../diagnostics/source.js";
import type { Func, Module } from "../../ir/ir.js";
import { allFunctions } from "../../ir/walk.js";
import { resolveArguments } from "../arguments.js";
import { applyStep, unscheduled, type Scheduled, type Table } from "../fold.js";
import { callCount, reachableFrom, withOwnInstance } from "../instances.js";
import { func, optional, steps, text } from "../parameters.js";
import { definePrimitive, refused, type Gone, type Primitive, type StepContext } from "../primitive.js";
import type { Step } from "../step.js";

const parameters = {
  function: func("the function that the steps were made for"),
  steps: steps("the steps, with names as in a schedule of that function"),
  id: optional(text("gives the first call that is still of the function one of its own, called `<function>_<id>`")),
};

interface Args {
  readonly function: Func;
  readonly steps: readonly Step[];
  readonly id?: string | undefined;
}

/** The primitive, given all primitives: itself among them. */
export const composeOf = (table: () => Table): Primitive<typeof parameters> => definePrimitive({
  name: "compose",
  summary: "Applies the schedule of a kernel to the function that it is here.",
  elsewhere: { allo: "s.compose(s1, id=\"first\")", exo: "call_eqv(p, \"f(_)\", f1)" },
  rule: "Each step must be legal where the function is called from now. A function that keeps a state has one call if it gets an `id`.",
  cost: "That of the steps; with `id` hardware of its own for the call.",
  parameters,
  positional: ["function", "steps"],
  picture: {
    before: `func inc(A: int32[8]) { for i: index = 0 to 8 { A[i] = int32(A[i] + 1) } }
    top func f(A: int32[8], B: int32[8]) {
      call inc(A)
      call inc(B)
    }`,
    step: '{ "primitive": "compose", "function": "inc", "id": "first", "steps": [{ "primitive": "split", "loop": "i", "factor": 4 }] }',
    after: `func inc(A: int32[8]) { for i: index = 0 to 8 { A[i] = int32(A[i] + 1) } }
    func inc_first(A: int32[8]) { for i.outer: index = 0 to 2 { for i.inner: index = 0 to 4 {
      A[index(i.outer * 4 + i.inner)] = int32(A[index(i.outer * 4 + i.inner)] + 1)
    } } }
    top func f(A: int32[8], B: int32[8]) {
      call inc_first(A)
      call inc(B)
    }`,
  },
  legal: (context, args) => {
    const { top } = context.module;
    if (args.function === top) return refused(context, kinds.outsideOfComposed, [top.sym.name, top.sym.name]);
    const errors = instanceErrors(context, args);
    return errors.length > 0 ? errors : composed(context, args, table()).errors;
  },
  apply: (module, args) => composed({ module, span: noSpan }, args, table()),
});

function instanceErrors(context: StepContext, { function: f, id }: Args): readonly Diagnostic[] {
  const { module } = context;
  if (id === undefined) return [];
  const name = instanceName(f, id);
  if (!/^\w+$/.test(id)) return refused(context, kinds.badName, [id]);
  if ([...allFunctions(module), module.top].some((g) => g.sym.name === name)) {
    return refused(context, kinds.takenName, [name]);
  }
  const count = callCount(module, f);
  if (count === 0) return refused(context, kinds.noInstance, [f.sym.name, "nothing calls it"]);
  const keeps = reachableFrom(module, f).find((g) => g.states.length > 0 || g.external !== undefined);
  if (count === 1 || keeps === undefined) return [];
  return refused(context, kinds.noInstance, [f.sym.name, `its ${count} calls share the state of '${keeps.sym.name}'`]);
}

function instanceName(f: Func, id: string): string {
  return `${f.sym.name}_${id}`;
}

interface Composed {
  readonly module: Module;
  readonly gone: readonly Gone[];
  readonly errors: readonly Diagnostic[];
}

/** What was last made of these steps, and in which module: `legal` and `apply` ask for the same. */
const known = new WeakMap<readonly Step[], { readonly module: Module; readonly made: Composed }>();

function composed(context: StepContext, args: Args, table: Table): Composed {
  const last = known.get(args.steps);
  if (last?.module === context.module) return last.made;
  const made = applied(context, args, table);
  known.set(args.steps, { module: context.module, made });
  return made;
}

/** The steps one by one, in the module with the function as its top, so that names mean what they mean there. */
function applied(context: StepContext, { function: f, steps: list, id }: Args, table: Table): Composed {
  const { module: m } = context;
  const name = id === undefined ? f.sym.name : instanceName(f, id);
  const prepared = id === undefined ? m : withOwnInstance(m, f, name);
  let scheduled = unscheduled({ ...prepared, top: prepared.functions.find((g) => g.sym.name === name) ?? f });
  for (const [n, step] of list.entries()) {
    const own = ownNames(step, f.sym.name, name, table);
    const outside = namedOutside(scheduled, own, table);
    const result = applyStep(table, scheduled, own);
    if (result.kind === "refused" || outside !== undefined) {
      const why = outside === undefined ? []
        : refused(context, kinds.outsideOfComposed, [f.sym.name, outside.sym.name]);
      const errors = result.kind === "refused" ? result.errors : why;
      return {
        module: m, gone: [],
        errors: [...refused(context, kinds.composedStep, [f.sym.name, n + 1, step.primitive]), ...errors],
      };
    }
    ({ scheduled } = result);
  }
  const { functions } = scheduled.module;
  const top = m.top.kind === "region" ? prepared.top : functions.find((g) => g.sym.id === m.top.sym.id);
  const own = (text: string): string => qualified(text, name);
  const gone = scheduled.replaced.map((r) => ({ name: own(r.name), into: r.into.map(own) }));
  return { module: { functions, top: top ?? m.top }, gone, errors: [] };
}

function qualified(name: string, owner: string): string {
  return name.includes(":") ? name : `${owner}:${name}`;
}

/** The step, with the function named as it is here. */
function ownNames(step: Step, from: string, to: string, table: Table): Step {
  const renamed = (kind: string | undefined, value: unknown): unknown => {
    if (Array.isArray(value)) return kind === "loops" ? value.map((v) => renamed("loop", v)) : value;
    if (typeof value !== "string") return value;
    if (kind === "function") return value === from ? to : value;
    return (kind === "loop" || kind === "memory") && value.startsWith(`${from}:`) ? `${to}${value.slice(from.length)}`
      : value;
  };
  const kindOf = (arg: string): string | undefined => table.get(step.primitive)?.parameters[arg]?.kind;
  return {
    ...step,
    args: Object.fromEntries(Object.entries(step.args).map(([arg, value]) => [arg, renamed(kindOf(arg), value)])),
  };
}

/** A function that the step names and the composed one does not call. */
function namedOutside({ module, replaced }: Scheduled, step: Step, table: Table): Func | undefined {
  const primitive = table.get(step.primitive);
  const resolution = primitive && resolveArguments(module, step, primitive, replaced);
  if (resolution?.kind !== "args" || module.top.kind === "region") return undefined;
  const inside = reachableFrom(module, module.top);
  const functions = Object.values(resolution.args).flat().flatMap((value) => {
    if (typeof value !== "object") return [];
    if ("func" in value) return [value.func];
    return "kind" in value ? [value] : [];
  });
  return functions.find((g) => !inside.includes(g));
}
