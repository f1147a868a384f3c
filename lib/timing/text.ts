/** Timings as text: tables of instances and streams. */
import { columns, type Rows } from "../report/text.js";
import { totalOf, type InstanceTiming, type StreamTiming, type StreamWaits, type Timing } from "./report.js";

/** Grids and arrays of more than so many stand in one row. */
const mostRows = 16;

/** The whole timing. */
export function timingText(name: string, t: Timing): string {
  const tables = [instanceRows(t), streamRows(t)].filter((x) => x.rows.length > 0);
  return [timingSummary(name, t), ...tables.map(columns)].join("\n\n");
}

/** What it comes to, in a line. */
export function timingSummary(name: string, { cycles, critical, instances }: Timing): string {
  const longest = instances.find((i) => i.name === critical);
  const why = longest === undefined ? "" : `, ${critical} is busy in ${count(longest.busy)} of them`;
  return `${name}: ${count(cycles)} cycles${why}`;
}

/** A row for each instance, or for a large grid. */
export function instanceRows({ instances, cycles }: Timing): Rows {
  return {
    head: ["instance", "from", "to", "busy", "", "waits to get", "waits to put"],
    rows: groups(instances, (i) => i.name.replace(/\[[^\]]*\]$/, "")).map(({ title, members }) => {
      const total = (f: (i: InstanceTiming) => number): number => members.reduce((sum, i) => sum + f(i), 0);
      const mean = (f: (i: InstanceTiming) => number): string => count(Math.round(total(f) / members.length));
      return [
        title, count(Math.min(...members.map((i) => i.start))), count(Math.max(...members.map((i) => i.end))),
        mean((i) => i.busy), percent(total((i) => i.busy) / members.length, cycles),
        waitsText(members.flatMap((i) => i.input), members.length), waitsText(members.flatMap((i) => i.output), members.length),
      ];
    }),
  };
}

/** A row for each stream, or for a large array of them. */
export function streamRows({ streams }: Timing): Rows {
  return {
    head: ["stream", "tokens", "left", "depth", "most", "mean"],
    rows: groups(streams, (s) => s.declared).map(({ title, members }) => {
      const most = (f: (s: StreamTiming) => number): string => count(Math.max(...members.map(f)));
      const total = (f: (s: StreamTiming) => number): number => members.reduce((sum, s) => sum + f(s), 0);
      return [
        title, count(total((s) => s.tokens)), count(total((s) => s.left)), most((s) => s.depth), most((s) => s.most),
        (total((s) => s.mean) / members.length).toFixed(2),
      ];
    }),
  };
}

interface Group<T> {
  readonly title: string;
  readonly members: readonly T[];
}

/** One group for each, but for those whose common name is that of many: these are one, with means and totals. */
function groups<T extends { readonly name: string }>(all: readonly T[], commonName: (x: T) => string): readonly Group<T>[] {
  const byName = new Map<string, T[]>();
  for (const x of all) byName.set(commonName(x), [...(byName.get(commonName(x)) ?? []), x]);
  return [...byName].flatMap(([name, members]): readonly Group<T>[] => (
    members.length > mostRows ? [{ title: `${name} × ${members.length}`, members }] : members.map((m) => ({ title: m.name, members: [m] }))
  ));
}

/** Of one instance, with the streams; of several, what it comes to in the mean. */
function waitsText(waits: readonly StreamWaits[], instances: number): string {
  const total = totalOf(waits);
  if (total === 0) return "0";
  if (instances > 1) return count(Math.round(total / instances));
  const [longest, ...others] = waits;
  const rest = others.length === 0 ? "" : `, …`;
  return `${count(total)} (${longest?.stream ?? ""}${others.length > 0 ? ` ${count(longest?.cycles ?? 0)}` : ""}${rest})`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "" : `${Math.round((100 * part) / whole)} %`;
}

function count(n: number): string {
  return n === Infinity ? "∞" : n.toLocaleString("en-US");
}
