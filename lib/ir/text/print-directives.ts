/** Prints directives; parse-directives.ts reads them. */
import type { FuncDirectives, LoopDirectives, MemoryBinding, MemoryDirectives, Partition, Pipeline } from "../directives.js";

/** ` pipeline(ii=1, rewind) unroll(4)`, after the bounds of a loop. */
export function loopDirectivesText({ pipeline, unroll, parallel, vectorize, dataflow }: LoopDirectives): string {
  const words = [
    pipeline === undefined ? "" : pipelineText(pipeline),
    unroll === undefined ? "" : unroll.factor === undefined ? "unroll" : `unroll(${unroll.factor})`,
    parallel === true ? "parallel" : "",
    vectorize === true ? "vectorize" : "",
    dataflow === true ? "dataflow" : "",
  ];
  return words.filter((w) => w !== "").map((w) => ` ${w}`).join("");
}

function pipelineText({ ii, rewind }: Pipeline): string {
  return withOptions("pipeline", [`ii=${ii}`, rewind ? "rewind" : ""]);
}

/** ` dataflow inline`, after the results of a function. */
export function funcDirectivesText({ dataflow, inline }: FuncDirectives): string {
  const inlined = inline === undefined ? "" : inline === "always" ? " inline" : " noinline";
  return `${dataflow === true ? " dataflow" : ""}${inlined}`;
}

/** `cyclic(dim=1, factor=4), bram(ports=dual)`, after the name of a tensor. */
export function memoryText({ partitions, bind, streamDepth }: MemoryDirectives): string {
  const parts = [
    ...partitions.map(partitionText),
    ...(bind === undefined ? [] : [bindingText(bind)]),
    ...(streamDepth === undefined ? [] : [`stream(depth=${streamDepth})`]),
  ];
  return parts.join(", ");
}

function partitionText({ kind, dim, factor }: Partition): string {
  return withOptions(kind, [`dim=${dim}`, factor === undefined ? "" : `factor=${factor}`]);
}

function bindingText({ memory, ports, latency }: MemoryBinding): string {
  return withOptions(memory, [ports === undefined ? "" : `ports=${ports}`, latency === undefined ? "" : `latency=${latency}`]);
}

function withOptions(word: string, options: readonly string[]): string {
  const given = options.filter((o) => o !== "");
  return given.length === 0 ? word : `${word}(${given.join(", ")})`;
}
