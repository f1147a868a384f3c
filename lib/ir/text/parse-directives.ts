/** Reads directives, as print-directives.ts writes them. */
import type {
  FuncDirectives, LoopDirectives, MemoryBinding, MemoryDirectives, MemoryKind, Partition, Ports,
} from "../directives.js";
import { knownName, parseCount, type Place } from "./state.js";

/** What reads the options of a directive, by the word that it begins with. */
type Readers<T> = Readonly<Record<string, (p: Place) => T>>;

const loopReaders: Readers<LoopDirectives> = {
  pipeline: (p) => {
    const { ii, rewind = false } = parseOptions<{ ii: number; rewind: boolean }>(p, {
      ii: (q) => ({ ii: value(q, parseCount) }), rewind: () => ({ rewind: true }),
    });
    return { pipeline: { ii: required(p, ii, "ii"), rewind } };
  },
  unroll: (p) => ({ unroll: p.cursor.accept("(") ? { factor: closed(p, parseCount(p, "a factor")) } : {} }),
  parallel: () => ({ parallel: true }),
  vectorize: () => ({ vectorize: true }),
  dataflow: () => ({ dataflow: true }),
};

const funcReaders: Readers<FuncDirectives> = {
  dataflow: () => ({ dataflow: true }),
  inline: () => ({ inline: "always" }),
  noinline: () => ({ inline: "never" }),
};

/** The directives after the bounds of a loop, as its field; nothing when there are none. */
export function parseLoopDirectives(p: Place): { readonly directives?: LoopDirectives } {
  const directives = parseAll(p, loopReaders);
  return Object.keys(directives).length === 0 ? {} : { directives };
}

/** The directives after the results of a function. */
export function parseFuncDirectives(p: Place): FuncDirectives {
  return parseAll(p, funcReaders);
}

function parseAll<T extends object>(p: Place, readers: Readers<T>): Partial<T> {
  let found: Partial<T> = {};
  for (let read = readerAhead(p, readers); read !== undefined; read = readerAhead(p, readers)) {
    const token = p.cursor.next();
    const made = read(p);
    if (Object.keys(made).some((key) => key in found)) throw p.cursor.error("a directive that is not given yet", token);
    found = { ...found, ...made };
  }
  return found;
}

function readerAhead<T>(p: Place, readers: Readers<T>): ((p: Place) => T) | undefined {
  const { kind, text } = p.cursor.peek();
  return kind === "name" && Object.hasOwn(readers, text) ? readers[text] : undefined;
}

// ---- memories -----------------------------------------------------------------------------------------------------------

type MemoryPart = { readonly partition: Partition } | Pick<MemoryDirectives, "bind" | "streamDepth">;

const partition = (kind: Partition["kind"]) => (p: Place): MemoryPart => {
  const { dim, ...rest } = parseOptions<{ dim: number; factor: number }>(p, {
    dim: (q) => ({ dim: value(q, parseCount) }), factor: (q) => ({ factor: value(q, parseCount) }),
  });
  return { partition: { kind, dim: required(p, dim, "dim"), ...rest } };
};

const binding = (memory: MemoryKind) => (p: Place): MemoryPart => {
  const options = parseOptions<Pick<MemoryBinding, "ports" | "latency">>(p, {
    ports: (q) => ({ ports: value(q, parsePorts) }), latency: (q) => ({ latency: value(q, parseCount) }),
  });
  return { bind: { memory, ...options } };
};

const memoryReaders: Readers<MemoryPart> = {
  complete: partition("complete"), block: partition("block"), cyclic: partition("cyclic"),
  bram: binding("bram"), uram: binding("uram"), lutram: binding("lutram"), auto: binding("auto"),
  stream: (p) => {
    const { depth } = parseOptions<{ depth: number }>(p, { depth: (q) => ({ depth: value(q, parseCount) }) });
    return { streamDepth: required(p, depth, "depth") };
  },
};

const portWords: Readonly<Record<string, Ports>> = {
  single: "single", dual: "dual", simpleDual: "simpleDual", trueDual: "trueDual", multiRead: "multiRead",
};

function parsePorts(p: Place): Ports {
  const token = p.cursor.expectKind("name", "ports");
  const ports = Object.hasOwn(portWords, token.text) ? portWords[token.text] : undefined;
  if (ports === undefined) throw p.cursor.error(`one of ${Object.keys(portWords).join(", ")}`, token);
  return ports;
}

/** Reads `memory A: cyclic(dim=1, factor=4), bram`, if it stands here, into the directives of the function. */
export function acceptMemory(p: Place): boolean {
  if (!p.cursor.accept("memory")) return false;
  const { sym } = knownName(p, "variable", "a tensor");
  p.cursor.expect(":");
  const partitions: Partition[] = [];
  let rest: Pick<MemoryDirectives, "bind" | "streamDepth"> = {};
  do {
    const token = p.cursor.peek();
    const read = readerAhead(p, memoryReaders);
    if (read === undefined) throw p.cursor.error(`one of ${Object.keys(memoryReaders).join(", ")}`);
    p.cursor.next();
    const part = read(p);
    if ("partition" in part) partitions.push(part.partition);
    else if (Object.keys(part).some((key) => key in rest)) throw p.cursor.error("a directive that is not given yet", token);
    else rest = { ...rest, ...part };
  } while (p.cursor.accept(","));
  p.memories.push({ sym, partitions, ...rest });
  return true;
}

// ---- options ------------------------------------------------------------------------------------------------------------

/** `(ii=1, rewind)`, or nothing. */
function parseOptions<T extends object>(p: Place, readers: Readers<Partial<T>>): Partial<T> {
  if (!p.cursor.accept("(")) return {};
  let found: Partial<T> = {};
  do {
    const token = p.cursor.peek();
    const read = readerAhead(p, readers);
    if (read === undefined || token.text in found) throw p.cursor.error(`one of ${Object.keys(readers).join(", ")}, once`);
    p.cursor.next();
    found = { ...found, ...read(p) };
  } while (p.cursor.accept(","));
  return closed(p, found);
}

/** `=` and what `read` reads. */
function value<T>(p: Place, read: (p: Place, what: string) => T): T {
  p.cursor.expect("=");
  return read(p, "a whole number");
}

function required<T>(p: Place, given: T | undefined, what: string): T {
  if (given === undefined) throw p.cursor.error(`'${what}=' before this`);
  return given;
}

function closed<T>(p: Place, made: T): T {
  p.cursor.expect(")");
  return made;
}
