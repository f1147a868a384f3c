/** 50xx: how many values pass through streams, and how deep they must be. */
import { kind } from "../diagnostic.js";

/** How many values pass the two ends of a stream in a run, and how many it holds. */
export interface Rate {
  readonly puts: number;
  readonly gets: number;
  readonly depth: number;
}

function values(n: number): string {
  return n === 1 ? "1 value is" : `${n.toLocaleString("en-US")} values are`;
}

function outcome({ puts, gets, depth }: Rate): string {
  if (puts < gets) return "so that the one that gets waits forever";
  if (puts - gets > depth) return "so that the one that puts waits forever";
  return `so that ${puts - gets === 1 ? "1 is" : `${(puts - gets).toLocaleString("en-US")} are`} left over`;
}

function instances(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(" and ");
}

/** The diagnostics of rates. */
export const rates = {
  unbalanced: kind({
    code: 5050,
    severity: "warning",
    title: "A stream whose ends disagree",
    message: (stream: string, rate: Rate, producers: readonly string[], consumers: readonly string[]) =>
      `${values(rate.puts)} put to ${stream} by ${instances(producers)}, but ${instances(consumers)} ` +
      `${consumers.length === 1 ? "gets" : "get"} ${rate.gets.toLocaleString("en-US")}, ${outcome(rate)}`,
    help: () => "let the loops at both ends run equally often",
    cause: "The numbers of values that kernels put and get follow from their loops, and these two are not the same.",
    wrong: "for (let i = 0; i < 16; i++) pipe.put(a[i]);   // in one kernel\nfor (let i = 0; i < 15; i++) b[i] = pipe.get();   // in the other",
    right: "for (let i = 0; i < 16; i++) pipe.put(a[i]);\nfor (let i = 0; i < 16; i++) b[i] = pipe.get();",
  }),
  certainDeadlock: kind({
    code: 5051,
    severity: "warning",
    title: "A region that always deadlocks",
    message: (region: string, blocked: readonly string[], cycle: readonly string[], _cure: readonly string[]) =>
      `every run of '${region}' ends in a deadlock:\n` + blocked.map((line) => `  ${line}`).join("\n") +
      (cycle.length > 0 ? `\n  cycle: ${cycle.join(" -> ")}` : ""),
    help: (_region, _blocked, _cycle, cure) => (cure.length > 0
      ? `deeper streams are enough: ${cure.join(", ")}`
      : "no depths help: put and get in an order that both ends can follow"),
    cause: "What its kernels put and get does not depend on the data, so one run of these operations shows what all runs do.",
    wrong: "const a = stream(int32, { depth: 1 });   // the producer puts 4 to a, then 4 to b; the consumer gets from both in turn",
    right: "const a = stream(int32, { depth: 4 });   // or { depth: \"auto\" }",
  }),
};
