/** A timeline as a value change dump (IEEE 1364), which waveform viewers show: a nanosecond is a cycle. */
import type { State, Timeline } from "./timeline.js";

/** What the values of instances stand for. */
const codes: Readonly<Record<State, number>> = { idle: 0, busy: 1, get: 2, put: 3, call: 4 };

interface Variable {
  readonly name: string;
  readonly width: number;
  readonly changes: readonly { readonly at: number; readonly value: number }[];
}

/** The states of instances, and the fill levels of streams. */
export function vcdText(name: string, timeline: Timeline): string {
  const instances = timeline.instances.map((i): Variable => (
    { name: i.name, width: 3, changes: i.slices.map((s) => ({ at: s.from, value: codes[s.state] })) }
  ));
  const streams = timeline.streams.map((s): Variable => {
    const most = Math.max(0, ...s.levels.map((l) => l.fill));
    return { name: s.name, width: most.toString(2).length, changes: s.levels.map((l) => ({ at: l.from, value: l.fill })) };
  });
  const meanings = Object.entries(codes).map(([state, code]) => `${code} ${state}`).join(", ");
  const all = [...instances, ...streams];
  return [
    `$comment ${name}: ${timeline.cycles} cycles in steps of ${timeline.step}; instances: ${meanings}; streams: tokens $end`,
    "$timescale 1 ns $end",
    `$scope module ${identifier(name)} $end`,
    ...scope("instances", instances, 0), ...scope("streams", streams, instances.length),
    "$upscope $end", "$enddefinitions $end",
    ...changeLines(all), `#${timeline.cycles}`, "",
  ].join("\n");
}

function scope(name: string, variables: readonly Variable[], first: number): readonly string[] {
  const lines = variables.map((v, i) => `$var wire ${v.width} ${shortName(first + i)} ${identifier(v.name)} $end`);
  return [`$scope module ${name} $end`, ...lines, "$upscope $end"];
}

/** All changes in the order of time. */
function changeLines(variables: readonly Variable[]): readonly string[] {
  const changes = variables.flatMap((v, i) => v.changes.map(({ at, value }) => ({ at, text: `b${value.toString(2)} ${shortName(i)}` })));
  changes.sort((a, b) => a.at - b.at);
  return changes.flatMap(({ at, text }, i) => (changes[i - 1]?.at === at ? [text] : [`#${at}`, text]));
}

/** Brackets are bits of a value in this format. */
function identifier(name: string): string {
  return name.replace(/\]/g, "").replace(/\[|, |\./g, "_");
}

/** The n-th of the names that the format knows variables by. */
function shortName(n: number): string {
  const digit = String.fromCharCode(33 + (n % 94));
  return n < 94 ? digit : shortName(Math.floor(n / 94) - 1) + digit;
}
