/** The networks of a run, as compiled code builds them: their streams, and what is left in these at the end. */
import type { Instance } from "./executor.js";
import { Fifo, Wait, type RingMaker } from "./fifo.js";
import { Shadow, type Watched } from "./races.js";
import { activeRun, type Run } from "./run.js";

/** Starts a network of the run that is going on, for the instance whose turn it is. */
export function network(): Network {
  const run = activeRun();
  if (run === undefined) throw new Error("no region is running");
  return new Network(run);
}

/** How a stream was declared: `key` names the declaration, which several streams may come from. */
export interface Declaration {
  readonly name: string;
  readonly key: string;
  readonly depth: number;
}

const noStream = new Fifo("", 1, Array);

export class Network {
  private readonly run: Run;
  /** The instance that runs it. */
  private readonly actor: string;
  private readonly fifos: Fifo[] = [];

  constructor(run: Run) {
    this.run = run;
    this.actor = run.current?.name ?? "";
  }

  /** A new stream; of a block `size` is the number of its elements. */
  stream(d: Declaration, make: RingMaker, size = 1): Fifo {
    return this.make(d, "", make, size);
  }

  /** An array of streams in row-major order. */
  streams(d: Declaration, shape: readonly number[], make: RingMaker, size = 1): readonly Fifo[] {
    return placesOf(shape).map((place) => this.make(d, place.map((i) => `[${i}]`).join(""), make, size));
  }

  /** Watches a tensor that its instances may race on; `outer` says who has it where the network is given it. */
  shadow(outer?: Watched): Shadow {
    return new Shadow(this.actor, outer);
  }

  /** What the coroutine yields to let `instances` run to their ends. */
  start(instances: readonly Instance[]): Wait {
    return new Wait("network", noStream, instances);
  }

  /** Notes what is left in the streams; those in `parts` are as full as others. */
  end(parts: readonly (Fifo | readonly Fifo[])[] = []): void {
    const apart = new Set(parts.flat());
    for (const f of this.fifos) {
      if (f.count > 0 && !apart.has(f)) this.run.leftOver.push({ stream: f.name, count: f.count });
    }
    this.run.close(this.fifos);
  }

  private make(d: Declaration, place: string, make: RingMaker, size: number): Fifo {
    const name = (this.actor === "" ? d.name : `${this.actor}.${d.name}`) + place;
    const fifo = this.run.open(name, d, make, size);
    this.fifos.push(fifo);
    return fifo;
  }
}

/** Every place in a grid, the last subscript fastest. */
function placesOf(shape: readonly number[]): readonly (readonly number[])[] {
  return shape.reduce<readonly (readonly number[])[]>(
    (places, extent) => places.flatMap((p) => Array.from({ length: extent }, (_, i) => [...p, i])), [[]],
  );
}
