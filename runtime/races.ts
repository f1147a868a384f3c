/**
 * Tensors that instances may race on: who touched which element first is remembered while their network runs. As
 * lib/ir/interpret-races.ts, for the tensors that analysis knows too little of; the others cost nothing.
 */
import type { Span } from "../lib/diagnostics/source.js";
import { RaceError } from "./errors.js";
import type { Site } from "./traps.js";

interface Touch {
  readonly by: Role;
  readonly span: Span;
}

type Touches = (Touch | undefined)[];

/** What an instance is to one watched tensor of its network. */
interface Role {
  readonly shadow: Shadow;
  readonly name: string;
}

/** A tensor as an instance has it: its roles in the networks around it, outermost first. */
export interface Watched {
  readonly roles: readonly Role[];
}

/** Who touched each element of a tensor of a running network; of those who read it, the first two. */
export class Shadow {
  readonly writers: Touches = [];
  readonly readers: Touches = [];
  readonly others: Touches = [];
  private readonly actor: string;
  private readonly outer: Watched | undefined;

  /** `actor`: the instance that runs the network, to which the tensor is `outer`. */
  constructor(actor: string, outer: Watched | undefined) {
    this.actor = actor;
    this.outer = outer;
  }

  /** The tensor as the instance `title` has it. */
  as(title: string): Watched {
    const name = this.actor === "" ? title : `${this.actor}.${title}`;
    return { roles: [...(this.outer?.roles ?? []), { shadow: this, name }] };
  }
}

/** An element is read; gives its position. Throws when that is a race. */
export function read(w: Watched | undefined, position: number, at: Site): number {
  for (const role of w?.roles ?? []) {
    const { writers, readers, others } = role.shadow;
    check(writers[position], role, at);
    const first = readers[position];
    if (first === undefined) readers[position] = { by: role, span: at.span };
    else if (first.by !== role) others[position] ??= { by: role, span: at.span };
  }
  return position;
}

/** An element is written; gives its position. Throws when that is a race. */
export function write(w: Watched | undefined, position: number, at: Site): number {
  for (const role of w?.roles ?? []) {
    const { writers, readers, others } = role.shadow;
    check(writers[position], role, at);
    check(readers[position], role, at);
    check(others[position], role, at);
    writers[position] ??= { by: role, span: at.span };
  }
  return position;
}

/** All of the first `count` elements are read. */
export function readAll(w: Watched | undefined, count: number, at: Site): void {
  for (let i = 0; i < count; i++) read(w, i, at);
}

/** All of the first `count` elements are written. */
export function writeAll(w: Watched | undefined, count: number, at: Site): void {
  for (let i = 0; i < count; i++) write(w, i, at);
}

function check(touch: Touch | undefined, role: Role, at: Site): void {
  if (touch === undefined || touch.by === role) return;
  throw new RaceError(at.tensor, touch.by.name, role.name, [touch.span, at.span]);
}
