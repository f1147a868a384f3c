/**
 * What is known of the contents of memories while a body is followed: reads that need no port, and writes that are
 * lost.
 */
import type { Form } from "../analysis/affine.js";
import type { NodeId, Touch } from "./graph.js";

/** A place in a memory: forms that differ in their constants only are of one group, and are other places. */
interface Place {
  readonly group: string;
  readonly at: string;
}

interface Memory {
  /** By group, then place: the node of the value there. */
  readonly values: Map<string, Map<string, NodeId>>;
  /** By group: the last write. */
  readonly writes: Map<string, NodeId>;
  /** Writes that nobody can have seen yet: their places in the list of touches. */
  readonly unseen: Map<string, Touch>;
}

interface JournalEntry {
  readonly memory: Memory;
  readonly place: Place;
  readonly before: NodeId | undefined;
}

const anywhere = "?";

function placeOf(at: readonly (Form | undefined)[]): Place {
  const group: string[] = [];
  const constants: string[] = [];
  for (const form of at) {
    group.push(form === undefined ? anywhere : [...form.terms].map(([id, c]) => `${c}*${id}`).sort().join("+"));
    constants.push(form === undefined ? anywhere : String(form.constant));
  }
  return { group: group.join(), at: constants.join() };
}

export class Contents {
  private readonly memories = new Map<number, Memory>();
  /** Inside conditions: what was written there, and what was known before. */
  private journal: JournalEntry[] | undefined;

  /** The value there, when the body has read or written it; and the writes that it may have to wait for. */
  read(
    target: number, at: readonly (Form | undefined)[],
  ): { readonly value: NodeId | undefined; readonly after: readonly NodeId[] } {
    const memory = this.memory(target);
    const place = placeOf(at);
    const isKnown = !at.includes(undefined);
    const value = isKnown ? memory.values.get(place.group)?.get(place.at) : undefined;
    if (value !== undefined) return { value, after: [] };
    const after = [...memory.writes].filter(([group]) => group !== place.group || !isKnown).map(([, node]) => node);
    if (after.length > 0) memory.unseen.clear();
    return { value: undefined, after };
  }

  /** Notes what a read found. */
  found(target: number, at: readonly (Form | undefined)[], value: NodeId): void {
    if (at.includes(undefined)) return;
    const { group, at: constants } = placeOf(at);
    const values = this.memory(target).values;
    const known = values.get(group) ?? new Map<string, NodeId>();
    values.set(group, known.set(constants, value));
  }

  /** Notes a write; gives the one that it makes useless, if there is one. */
  write(touch: Touch, value: NodeId): Touch | undefined {
    const memory = this.memory(touch.target.id);
    const place = placeOf(touch.at);
    const isKnown = !touch.at.includes(undefined);
    for (const group of memory.values.keys()) if (group !== place.group || !isKnown) memory.values.delete(group);
    memory.writes.set(place.group, touch.node);
    if (!isKnown) return undefined;
    const key = `${place.group};${place.at}`;
    const lost = this.journal === undefined ? memory.unseen.get(key) : undefined;
    this.journal?.push({ memory, place, before: memory.values.get(place.group)?.get(place.at) });
    this.found(touch.target.id, touch.at, value);
    if (this.journal === undefined) memory.unseen.set(key, touch);
    return lost;
  }

  /** Runs both sides of a condition; what one of them writes is unknown afterwards. */
  choice(sides: readonly (() => void)[]): void {
    const outer = this.journal;
    const written: { readonly memory: Memory; readonly place: Place }[] = [];
    for (const side of sides) {
      this.journal = [];
      side();
      for (const { memory, place, before } of this.journal.reverse()) {
        setValue(memory, place, before);
        written.push({ memory, place });
      }
    }
    this.journal = outer;
    for (const { memory, place } of written) {
      outer?.push({ memory, place, before: memory.values.get(place.group)?.get(place.at) });
      setValue(memory, place, undefined);
    }
  }

  /** The memory starts anew. */
  forget(target: number): void {
    this.memories.delete(target);
  }

  private memory(target: number): Memory {
    const found = this.memories.get(target) ?? { values: new Map(), writes: new Map(), unseen: new Map() };
    this.memories.set(target, found);
    return found;
  }
}

function setValue(memory: Memory, place: Place, value: NodeId | undefined): void {
  const group = memory.values.get(place.group);
  if (value === undefined) group?.delete(place.at);
  else group?.set(place.at, value);
}
