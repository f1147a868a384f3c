/** Skeletons as flat code, and the tasks and channels of a network that runs them. */
import { noSpan, type Span } from "../diagnostics/source.js";
import { effectsOf } from "../ir/effects.js";
import { streamsOf } from "../ir/networks.js";
import type { Module, StreamDecl } from "../ir/ir.js";
import type { Known, Value } from "./known-values.js";
import { innerOps } from "./skeleton-lowering.js";
import type { ForOp, NetworkSkeleton, Op, Part, Skeleton } from "./skeleton.js";

/** A word of code is an instruction and three operands. */
export const wordSize = 4;

/** Operands in brackets. Places are positions in the code. */
export const ops = {
  /** [stream] */
  put: 0, get: 1,
  /** [slot, value] */
  set: 2,
  /** [loop, place after it] */
  enter: 3,
  /** [loop, place of its body] */
  next: 4,
  /** [value, place if it is false] */
  test: 5,
  /** [place] */
  jump: 6,
  /** [which of the networks it starts] */
  start: 7,
  end: 8,
} as const;

/** A counted loop in code. */
export interface Loop {
  readonly slot: number;
  readonly bound: number;
  readonly lo: Value;
  readonly hi: Value;
  readonly step: number;
  /** The places of its body: from the first to before the last. */
  from: number;
  to: number;
  /** What the counter decides in the body; undefined where something that changes in the body decides with it. */
  readonly decides: readonly Value[] | undefined;
}

export interface Code {
  readonly words: Int32Array;
  readonly values: readonly Value[];
  readonly loops: readonly Loop[];
  /** Of the statement at each word. */
  readonly spans: readonly Span[];
  readonly networks: readonly NetworkSkeleton[];
  /** Whether loops other than counted ones are in it. */
  readonly repeats: boolean;
}

/** A channel of some stream; what it holds at most is up to whoever runs it. */
export interface ChannelPlan {
  readonly name: string;
  /** The id of the stream's name. */
  readonly stream: number;
  readonly depth: number;
  readonly span: Span;
}

/** An instance. Those of inner networks stand after what starts them. */
export interface TaskPlan {
  readonly title: string;
  readonly code: Code;
  /** The channels of the parameters. */
  readonly channels: Int32Array;
  readonly parent: number;
  readonly slots: number;
  /** What is given at its start: its own slot, and the value from the slots of what starts it. */
  readonly given: readonly { readonly slot: number; readonly value: Value }[];
  readonly starts: StartPlan[];
  readonly puts: ReadonlySet<number>;
  readonly gets: ReadonlySet<number>;
}

/** The tasks and channels of an inner network. */
export interface StartPlan {
  readonly tasks: readonly number[];
  readonly channels: readonly number[];
}

export interface Program {
  readonly tasks: readonly TaskPlan[];
  readonly channels: readonly ChannelPlan[];
  /** The tasks of the network itself. */
  readonly first: readonly number[];
}

/** More instances than this are too many to step. */
const mostTasks = 1 << 17;

/** The program of a network; undefined when it has too many instances, or some that have no skeleton. */
export function programOf(m: Module, network: NetworkSkeleton): Program | undefined {
  const planning: Planning = { module: m, codes: new Map(), tasks: [], channels: [] };
  const first = plan(planning, network, undefined);
  return first === undefined ? undefined : { tasks: planning.tasks, channels: planning.channels, first: first.tasks };
}

interface Planning {
  readonly module: Module;
  readonly codes: Map<Skeleton, Code>;
  readonly tasks: TaskPlan[];
  readonly channels: ChannelPlan[];
}

/** What starts a network: a task, and the name it is known by. */
interface Starter {
  readonly task: number;
  readonly title: string;
  readonly channels: Int32Array;
}

function plan(p: Planning, { network, parts }: NetworkSkeleton, starter: Starter | undefined): StartPlan | undefined {
  const from = p.channels.length;
  const bases = network.streams.map((s) => addChannels(p, s, starter));
  const channels = p.channels.slice(from).map((_, i) => from + i);
  const tasks: number[] = [];
  for (const part of parts) {
    if (part.skeleton.kind === "unknown" || p.tasks.length >= mostTasks) return undefined;
    const own = Int32Array.from(part.bound, (b) => (
      b?.kind === "own" ? (bases[b.decl] ?? 0) + b.flat : b?.kind === "outer" ? starter?.channels[b.position] ?? -1 : -1
    ));
    tasks.push(p.tasks.push(taskOf(p, part, part.skeleton, own, starter)) - 1);
  }
  // What these start stands after all of them.
  for (const task of tasks) {
    const t = p.tasks[task];
    for (const inner of t?.code.networks ?? []) {
      const found = t === undefined ? undefined : plan(p, inner, { task, title: t.title, channels: t.channels });
      if (found === undefined) return undefined;
      t?.starts.push(found);
    }
  }
  return { tasks, channels };
}

/** The channels of a stream; the number of the first. */
function addChannels(p: Planning, decl: StreamDecl, starter: Starter | undefined): number {
  const { sym, type, span } = decl;
  const base = p.channels.length;
  for (const { name } of streamsOf(decl)) {
    const title = starter === undefined ? name : `${starter.title}.${name}`;
    p.channels.push({ name: title, stream: sym.id, depth: type.depth, span });
  }
  return base;
}

function taskOf(
  p: Planning, { bound, title }: Part, skeleton: Skeleton, channels: Int32Array, starter: Starter | undefined,
): TaskPlan {
  const code = p.codes.get(skeleton) ?? codeOf(skeleton.ops);
  p.codes.set(skeleton, code);
  const given = skeleton.given.flatMap(([position, slot]) => {
    const b = bound[position];
    return b?.kind === "value" ? [{ slot, value: b.value.value }] : [];
  });
  const { func, slots } = skeleton;
  const { puts, gets } = effectsOf(func, p.module);
  const ends = (ids: ReadonlySet<number>): ReadonlySet<number> => new Set(
    func.params.flatMap(({ sym }, i) => (func.network === undefined && ids.has(sym.id) ? [channels[i] ?? -1] : [])));
  const name = starter === undefined ? title : `${starter.title}.${title}`;
  const parent = starter?.task ?? -1;
  return { title: name, code, channels, parent, slots, given, starts: [], puts: ends(puts), gets: ends(gets) };
}

// ---- code ---------------------------------------------------------------------------------------------------------------

interface Writing {
  readonly words: number[];
  readonly values: Value[];
  readonly loops: Loop[];
  readonly spans: Span[];
  readonly networks: NetworkSkeleton[];
  /** The places that are not known yet: of the operand, by what it jumps to. */
  readonly open: Map<string, number[]>;
  repeats: boolean;
}

function codeOf(body: readonly Op[]): Code {
  const w: Writing = { words: [], values: [], loops: [], spans: [], networks: [], open: new Map(), repeats: false };
  write(w, body);
  word(w, ops.end);
  return { ...w, words: Int32Array.from(w.words) };
}

function word(w: Writing, op: number, a = 0, b = 0, span: Span = noSpan): number {
  w.words.push(op, a, b, 0);
  w.spans.push(span);
  return w.words.length - wordSize;
}

function value(w: Writing, { value: f }: Known): number {
  return w.values.push(f) - 1;
}

/** Sets the operand at `at` once it is known where `label` is. */
function later(w: Writing, at: number, label: string): void {
  w.open.set(label, [...w.open.get(label) ?? [], at]);
}

function here(w: Writing, label: string): void {
  for (const at of w.open.get(label) ?? []) w.words[at] = w.words.length;
  w.open.delete(label);
}

function write(w: Writing, body: readonly Op[]): void {
  for (const op of body) writeOp(w, op);
}

function writeOp(w: Writing, op: Op): void {
  switch (op.kind) {
    case "put": case "get":
      word(w, ops[op.kind], op.stream, 0, op.span);
      return;
    case "set":
      word(w, ops.set, op.slot, value(w, op.value));
      return;
    case "for":
      return writeFor(w, op);
    case "while":
      return writeWhile(w, op);
    case "choose": {
      const test = word(w, ops.test, value(w, op.cond), 0, op.span);
      write(w, op.then);
      const over = op.else.length > 0 ? word(w, ops.jump) : undefined;
      w.words[test + 2] = w.words.length;
      write(w, op.else);
      if (over !== undefined) w.words[over + 1] = w.words.length;
      return;
    }
    case "block":
      write(w, op.body);
      return here(w, `leave${op.id}`);
    case "leave": case "again":
      return later(w, word(w, ops.jump) + 1, op.kind + String(op.id));
    case "start":
      word(w, ops.start, w.networks.push(op.network) - 1);
      return;
  }
}

function writeFor(w: Writing, op: ForOp): void {
  const { slot, bound, lo, hi, step } = op;
  const loop: Loop = { slot, bound, lo: lo.value, hi: hi.value, step, from: 0, to: 0, decides: decidedBy(op) };
  const at = w.loops.push(loop) - 1;
  const enter = word(w, ops.enter, at, 0, op.span);
  loop.from = w.words.length;
  write(w, op.body);
  here(w, `again${op.id}`);
  word(w, ops.next, at, loop.from, op.span);
  loop.to = w.words.length;
  w.words[enter + 2] = w.words.length;
  here(w, `leave${op.id}`);
}

function writeWhile(w: Writing, op: Extract<Op, { kind: "while" }>): void {
  w.repeats = true;
  const skip = op.bodyFirst ? word(w, ops.jump) : undefined;
  const start = w.words.length;
  const test = word(w, ops.test, value(w, op.cond), 0, op.span);
  if (skip !== undefined) w.words[skip + 1] = w.words.length;
  write(w, op.body);
  here(w, `again${op.id}`);
  write(w, op.update);
  word(w, ops.jump, start);
  w.words[test + 2] = w.words.length;
  here(w, `leave${op.id}`);
}

/** What decides in the body of a loop and reads its counter, if nothing in it also reads what changes within the body. */
function decidedBy({ slot, body }: ForOp): readonly Value[] | undefined {
  const changing = new Set<number>();
  for (const op of body) addChanged(op, changing);
  const values: Value[] = [];
  const isPlain = (known: Known): boolean => (known.atoms ?? [known]).every((atom) => {
    if (!atom.reads.has(slot)) return true;
    values.push(atom.value);
    return [...atom.reads].every((read) => !changing.has(read));
  });
  const visit = (op: Op): boolean => decisions(op).every(isPlain) && !passesOn(op, slot) &&
    innerOps(op).every((inner) => inner.every(visit));
  return body.every(visit) ? values : undefined;
}

/** The slots that an operation sets. */
function addChanged(op: Op, changing: Set<number>): void {
  if (op.kind === "set" || op.kind === "for") changing.add(op.slot);
  for (const inner of innerOps(op)) for (const o of inner) addChanged(o, changing);
}

function decisions(op: Op): readonly Known[] {
  switch (op.kind) {
    case "for": return [op.lo, op.hi];
    case "choose": case "while": return [op.cond];
    case "put": case "get": case "set": case "block": case "leave": case "again": case "start": return [];
  }
}

/** Whether something in a network that is started gets a value from `slot`. */
export function givesOn({ parts }: NetworkSkeleton, slot: number): boolean {
  return parts.some((part) => part.bound.some((b) => b?.kind === "value" && b.value.reads.has(slot)));
}

/** Whether the value of `slot` gets into other slots. */
function passesOn(op: Op, slot: number): boolean {
  if (op.kind === "set") return op.value.reads.has(slot);
  return op.kind === "start" && givesOn(op.network, slot);
}
