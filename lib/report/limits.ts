/** What keeps a pipeline from going faster, in words. */
import type { RelatedNote } from "../diagnostics/diagnostic.js";
import type { Limit } from "./plan.js";

const perCycle: Readonly<Record<string, string>> = {
  single: "one access in each cycle",
  dual: "two accesses in each cycle, one of them a write at most",
  simpleDual: "a read and a write in each cycle",
  trueDual: "two accesses in each cycle",
  multiRead: "two reads or a write in each cycle",
  stream: "one value in each cycle",
};

/** One sentence's end, and the places it is about. */
export function describeLimit(limit: Limit): { readonly text: string; readonly related: readonly RelatedNote[] } {
  if (limit.kind === "recurrence") {
    const { target, distance, latency, from, to, isExact } = limit.recurrence;
    const later = distance === 1 ? "the next iteration" : `the one ${distance} iterations later`;
    const perhaps = isExact ? "" : ", perhaps: the subscripts are not linear";
    return {
      text: `'${target}' is needed again by ${later}, and is done only after ${latency} cycles`,
      related: [
        { span: to,
          message: `read here by ${later}${perhaps}` },
        { span: from, message: "written here" },
      ],
    };
  }
  const { name, reads, writes, banks, ports, touches } = limit.use;
  const [first] = touches;
  const what = [...(reads > 0 ? [`${reads} read${reads === 1 ? "" : "s"}`] : []),
    ...(writes > 0 ? [`${writes} write${writes === 1 ? "" : "s"}`] : [])];
  const bank = banks === 1 ? "" : `, in one of its ${banks} banks`;
  return {
    text: `an iteration makes ${what.join(" and ")} of '${name}'${bank}, `
      + `which has ports for ${perCycle[ports] ?? ports}`,
    related: first === undefined ? [] : [{ span: first.span, message: `'${name}' is accessed here` }],
  };
}
