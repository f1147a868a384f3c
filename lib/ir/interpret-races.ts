/**
 * Races: instances of a network run side by side, so what one of them writes, no other may touch. Every access to a tensor
 * that several instances were given is remembered, for as long as the network runs.
 */
import { dataflow } from "../diagnostics/catalogue/dataflow.js";
import type { Span } from "../diagnostics/source.js";
import { RunError, type Actor, type TensorCell } from "./interpret-values.js";

/** The tensors of one running network that at least two of its instances were given. */
export type Watch = ReadonlyMap<TensorCell, Touched>;

/** Who touched which scalar of a tensor first, by position; of those who read it, the first two. */
interface Touched {
  readonly writers: (Touch | undefined)[];
  readonly readers: (Touch | undefined)[];
  readonly others: (Touch | undefined)[];
}

interface Touch {
  readonly by: Role;
  readonly span: Span;
}

/** The part an actor plays in a network: one for the network it is an instance of, and for each around that. */
export interface Role {
  readonly watch: Watch;
  readonly name: string;
}

/** Two instances touched one element, at least one of them writing it. */
export class RaceRunError extends RunError {
  /** The earlier and the later access. */
  readonly accesses: readonly [Span, Span];

  constructor(tensor: string, first: string, second: string, accesses: readonly [Span, Span]) {
    super(dataflow.race.code, dataflow.race.message(tensor, first, second), accesses[0]);
    this.name = "RaceRunError";
    this.accesses = accesses;
  }
}

/** A watch over the tensors that stand in `given` (those of all instances, one after the other) more than once. */
export function watchOver(given: readonly TensorCell[]): Watch {
  const twice = given.filter((cell, i) => given.indexOf(cell) !== i);
  return new Map(twice.map((cell) => [cell, { writers: [], readers: [], others: [] }]));
}

/** `actor` reads or writes the scalar at `position` of `cell`, called `tensor` there; throws when that is a race. */
export function touch(
  how: "read" | "write", cell: TensorCell, position: number, actor: Actor, at: { readonly tensor: string; readonly span: Span },
): void {
  for (const role of actor.roles) {
    const touched = role.watch.get(cell);
    if (touched === undefined) continue;
    const { writers, readers, others } = touched;
    const before = how === "write" ? [writers, readers, others] : [writers];
    for (const list of before) {
      const other = list[position];
      if (other === undefined || other.by === role) continue;
      throw new RaceRunError(at.tensor, other.by.name, role.name, [other.span, at.span]);
    }
    remember(how === "write" ? writers : readers[position]?.by === role ? readers : readers[position] ? others : readers,
      position, { by: role, span: at.span });
  }
}

function remember(list: (Touch | undefined)[], position: number, touched: Touch): void {
  list[position] ??= touched;
}

/** As `touch`, for every scalar of `cell`. */
export function touchAll(
  how: "read" | "write", cell: TensorCell, actor: Actor, at: { readonly tensor: string; readonly span: Span },
): void {
  if (actor.roles.every((r) => !r.watch.has(cell))) return;
  for (let i = 0; i < cell.data.length; i++) touch(how, cell, i, actor, at);
}
