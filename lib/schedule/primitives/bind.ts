/** `bind`: what a memory is made of. */
import { allInstances } from "../../ir/networks.js";
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { MemoryBinding, Module, Sym } from "../../ir/ir.js";
import { saidOf, withSaid } from "../memories.js";
import { choice, integer, memory, optional } from "../parameters.js";
import { definePrimitive, refused, type StepContext } from "../primitive.js";
import { withFunc } from "../rewrite.js";
import { sameMemory, type Member } from "../same-memory.js";

export const bind = definePrimitive({
  name: "bind",
  summary: "Says what kind of memory holds a tensor, how many accesses reach it in a cycle, and how long one takes.",
  elsewhere: {
    allo: "A: int32[16] @ Memory(\"BRAM\", \"RAM_2P\")", exo: "set_memory(p, \"A\", BRAM)",
    halide: "f.store_in(MemoryType::Stack)", tvm: "sch.set_scope(block, 0, \"shared\")"
  },
  rule: "Once. It is said where the memory is made: of a parameter that a caller gives, in the caller. A FIFO has "
    + "neither ports nor latency.",
  cost: "The memory: blocks of RAM or look-up tables; more ports cost copies or clock.",
  parameters: {
    memory: memory("the tensor"),
    kind: choice(
      "blocks of RAM, large blocks, look-up tables, or what the tool thinks best", ["bram", "uram", "lutram", "auto"],
    ),
    ports: optional(choice(
      "what reaches it in one cycle: one access; a read beside a read or write; a read beside a write; any two; "
        + "a write beside any number of reads",
      ["single", "dual", "simpleDual", "trueDual", "multiRead"],
    )),
    latency: optional(integer("cycles of an access", 1)),
  },
  positional: ["memory", "kind"],
  picture: {
    before: "top func f(A: int32[16]) { alloc buf: int32[16] = int32(0) A[0] = buf[1] }",
    step: '{ "primitive": "bind", "memory": "buf", "kind": "bram", "ports": "simpleDual", "latency": 2 }',
    after: `top func f(A: int32[16]) {
      alloc buf: int32[16] = int32(0)
      memory buf: bram(ports=simpleDual, latency=2)
      A[0] = buf[1]
    }`,
  },
  legal: (context, { memory: { sym }, ports, latency }) => {
    const found = ownersOf(context.module, sym);
    return found.flatMap((o) => ownerErrors(context, o, ports !== undefined || latency !== undefined));
  },
  apply: (module, { memory: { sym }, kind, ports, latency }) => {
    const binding: MemoryBinding = {
      memory: kind, ...(ports !== undefined && { ports }), ...(latency !== undefined && { latency }),
    };
    const changed = ownersOf(module, sym).reduce((m, { func, sym: own }) => {
      const now = m.functions.find((f) => f.sym.id === func.sym.id) ?? func;
      return withFunc(m, withSaid(now, own, (said) => ({ ...said, bind: binding })));
    }, module);
    return { module: changed };
  },
});

function ownerErrors(context: StepContext, { func, sym }: Member, hasPorts: boolean): readonly Diagnostic[] {
  const said = saidOf(func, sym);
  if (func.external !== undefined) return refused(context, kinds.reachesExternal, ["bind", sym.name, func.sym.name]);
  if (said?.bind !== undefined) return refused(context, kinds.twice, [`'${sym.name}'`, "bind"]);
  return hasPorts && said?.streamDepth !== undefined
    ? refused(context, kinds.saidOfMemory, ["bind", sym.name, "is a FIFO, which has neither ports nor latency"]) : [];
}

/** The names of the memory that are no parameters which another function fills in. */
function ownersOf(m: Module, sym: Sym): readonly Member[] {
  const { members } = sameMemory(m, sym);
  const instances = new Set(allInstances(m).map((i) => i.callee.id));
  const isTop = ({ func }: Member): boolean => func.sym.id === m.top.sym.id || instances.has(func.sym.id);
  const owners = members.filter((o) => isTop(o) || !o.func.params.some((p) => p.sym.id === o.sym.id));
  return owners.length > 0 ? owners : members;
}
