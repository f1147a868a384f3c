/** External functions: C++ for hardware, and a model in JavaScript that stands for it in every other run. */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import { leavesOf, valueIn } from "../lib/ir/types.js";
import { unflattenValue, type Callee, type Signature } from "./arguments.js";
import { codecOf } from "./codec.js";
import { encodeValue } from "./elements.js";
import { heddleError } from "./errors.js";
import { HostTensor } from "./tensor.js";
import type { AnyStorage } from "./types.js";

/** Any function that can be a model. */
export type Model = (...args: never[]) => unknown;

export interface ExternalOptions<M extends Model> {
  /** The function's name in the C++ source. */
  readonly top: string;
  /** The C++ file, relative to the file that names it. */
  readonly source: string;
  /** The parameters that are read, by position from 0. */
  readonly inputs: readonly number[];
  /** The parameters that are written; one that is read as well stands in both lists. */
  readonly outputs: readonly number[];
  /** The same in JavaScript, on host tensors. It may write the outputs only. */
  readonly model: M;
}

/** A function in C++ that kernels can call, and host code too: there, and wherever no C++ runs, its model runs. */
export function external<M extends Model>(options: ExternalOptions<M>): M;
/** Compiled files give as well what the function is called in the IR, and its types there. */
export function external(options: ExternalOptions<Model>, id?: string, signature?: Signature): Model {
  const { top, outputs, model } = checked(options);
  const run = (args: readonly unknown[]): unknown => runModel(top, outputs, model, args);
  if (id !== undefined && signature !== undefined) registerExternal(id, { callee: { name: top, signature }, run });
  return Object.defineProperty((...args: unknown[]) => run(args), "name", { value: top });
}

/** A model with the types that compiled code calls it with. */
export interface RegisteredExternal {
  readonly callee: Callee;
  readonly run: (args: readonly unknown[]) => unknown;
}

const registered = new Map<string, RegisteredExternal>();

/** Makes the external function known to compiled code as `id`. */
export function registerExternal(id: string, made: RegisteredExternal): void {
  registered.set(id, made);
}

/** What compiled code calls: takes and gives flat values, as arguments.ts says. */
export function runExternal(id: string, flat: readonly unknown[]): unknown {
  const found = registered.get(id);
  if (found === undefined) throw heddleError(runtime.unknownExternal, [id]);
  const { callee, run } = found;
  return flattenResult(callee, run(hostArguments(callee, flat)));
}

/** Tensors over the storage itself, so what the model writes is written. */
function hostArguments({ signature }: Callee, flat: readonly unknown[]): readonly unknown[] {
  let next = 0;
  return signature.params.map(({ type }) => {
    const own = flat.slice(next, (next += leavesOf(valueIn(type)).length));
    if (type.kind === "stream") throw new Error("an external function takes no streams");
    return type.kind === "tensor" ? HostTensor.adopt(type, own) : unflattenValue(type, own);
  });
}

function flattenResult({ name, signature }: Callee, value: unknown): unknown {
  const [type] = signature.results;
  if (type === undefined || type.kind === "tensor" || type.kind === "stream") return undefined;
  const stored = encodeValue(type, value, () => `the result of ${name}`);
  const carried = leavesOf(type).map((leaf, i) => codecOf(leaf.type).toCompiled(stored[i] ?? 0));
  return carried.length === 1 ? carried[0] : carried;
}

/** Runs the model, and makes sure that it wrote its outputs only. */
function runModel(name: string, outputs: readonly number[], model: Model, args: readonly unknown[]): unknown {
  const inputs = args.flatMap((tensor, position) =>
    tensor instanceof HostTensor && !outputs.includes(position) ? [{ tensor, position, before: copyOf(tensor) }] : []);
  const result = model(...(args as never[]));
  for (const { tensor, position, before } of inputs) {
    const at = firstDifference(before, copyOf(tensor));
    if (at !== undefined) throw heddleError(runtime.externalWrites, [name, position, tensor.placeOf(at)]);
  }
  return result;
}

function copyOf(tensor: HostTensor): readonly AnyStorage[] {
  return tensor.borrow().storages.map((s) => s.slice());
}

/** The position of an element that isn't the same in both. */
function firstDifference(a: readonly AnyStorage[], b: readonly AnyStorage[]): number | undefined {
  const positions = a.map((column, c) => {
    const other = b[c];
    for (let i = 0; i < column.length; i++) if (!Object.is(column[i], other?.[i])) return i;
    return -1;
  });
  return positions.find((at) => at >= 0);
}

function checked<M extends Model>(options: ExternalOptions<M>): ExternalOptions<M> {
  const { top, source, inputs, outputs, model } = options;
  const refuse = (why: string): Error => heddleError(runtime.badExternal, [why]);
  if (!/^[A-Za-z_]\w*$/.test(top)) throw refuse(`top must be the name of a C++ function, not '${top}'`);
  if (source === "") throw refuse("source must name a file");
  if (typeof model !== "function") throw refuse("model must be a function");
  const areLists = [inputs, outputs].every((list: unknown) => Array.isArray(list));
  if (!areLists) throw refuse("inputs and outputs must be arrays");
  const positions = [...inputs, ...outputs];
  const wrong = positions.find((p) => !Number.isInteger(p) || p < 0);
  if (wrong !== undefined) throw refuse(`${wrong} is no position of a parameter`);
  const count = Math.max(model.length, ...positions.map((p) => p + 1));
  const unnamed = Array.from({ length: count }, (_, p) => p).find((p) => !positions.includes(p));
  if (unnamed !== undefined) throw refuse(`parameter ${unnamed} is neither in inputs nor in outputs`);
  return options;
}
