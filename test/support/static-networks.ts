/** Random networks whose control does not depend on the data, as IR text: some run to their end, some deadlock. */
import fc from "fast-check";

/** One end of a stream in a kernel: what it does there, and in which form it spreads that over its iterations. */
interface End {
  readonly does: "put" | "get";
  readonly stream: number;
  readonly form: number;
  /** More or fewer values than the other end expects. */
  readonly extra: number;
}

interface Kernel {
  readonly rounds: number;
  /** How many of them the inner of two loops has. */
  readonly inner: number;
  readonly ends: readonly End[];
  /**
   * 0: one loop; 1: a loop in a loop; 2: the loop in a helper; 3: a `while` loop; 4: in a network of its own; 5: a loop in
   * a `while` loop; 6: a network started by each round of a loop.
   */
  readonly shape: number;
}

interface Stream {
  readonly depth: number;
  readonly values: number;
  /** Values that are put before the loop and got after it, as credits. */
  readonly ahead: number;
}

interface Net {
  readonly kernels: readonly Kernel[];
  readonly streams: readonly Stream[];
}

const stream = fc.record({
  ends: fc.tuple(fc.nat(99), fc.nat(99)), depth: fc.integer({ min: 1, max: 5 }), values: fc.constantFrom(1, 2, 3), ahead: fc.nat(9),
  forward: fc.constantFrom(...new Array<boolean>(7).fill(true), false), putForm: fc.nat(99), getForm: fc.nat(99), extra: fc.constantFrom(...new Array<number>(18).fill(0), 1, -1),
});

/** The text of a module with a region `top`. */
export function staticNetwork(): fc.Arbitrary<string> {
  return fc.record({
    kernels: fc.array(fc.record({ rounds: fc.constantFrom(6, 12, 24, 48), shape: fc.nat(6), order: fc.nat(99), deep: fc.boolean() }), { minLength: 2, maxLength: 5 }),
    streams: fc.array(stream, { minLength: 1, maxLength: 7 }),
  }).map(({ kernels, streams }) => {
    const placed = streams.map((s) => {
      const [a, b] = [s.ends[0] % kernels.length, s.ends[1] % kernels.length];
      const [from, to] = s.forward ? [Math.min(a, b), Math.max(a, b)] : [a, b];
      return { ...s, from, to, ahead: from < to ? 0 : s.ahead };
    });
    const made = kernels.map((k, at): Kernel => {
      const ends = placed.flatMap((s, i): End[] => {
        const put: End[] = s.from === at ? [{ does: "put", stream: i, form: s.putForm, extra: 0 }] : [];
        const get: End[] = s.to === at ? [{ does: "get", stream: i, form: s.getForm, extra: s.extra }] : [];
        return s.putForm % 2 === 0 ? [...put, ...get] : [...get, ...put];
      });
      const turn = ends.length === 0 ? 0 : k.order % ends.length;
      return { rounds: k.rounds, inner: k.deep ? k.rounds / 2 : 3, shape: k.shape, ends: [...ends.slice(turn), ...ends.slice(0, turn)] };
    });
    return textOf({ kernels: made, streams: placed });
  });
}

function textOf({ kernels, streams }: Net): string {
  const functions = kernels.flatMap((k, at) => functionsOf(k, at, streams));
  const runs = kernels.map((k, at) => `  run k${at}(${namesOf(k.ends).join(", ")})`);
  return [...functions, "region top() {", ...streams.map((s, i) => `  s${i}: stream<uint1, ${s.depth}>`), ...runs, "}"].join("\n");
}

function functionsOf({ rounds, inner, ends, shape }: Kernel, at: number, streams: readonly Stream[]): readonly string[] {
  const names = namesOf(ends);
  const params = names.map((name) => `${name}: stream<uint1, ${streams[Number(name.slice(1))]?.depth ?? 1}>`).join(", ");
  const args = names.join(", ");
  const before = ends.filter((e) => e.does === "put").flatMap((e) => times(streams[e.stream]?.ahead ?? 0, e, "b"));
  const after = ends.filter((e) => e.does === "get").flatMap((e) => times(streams[e.stream]?.ahead ?? 0, e, "a"));
  // Where there are two loops, some do what they do in the outer one.
  const isOuter = (e: End): boolean => e.form >= 60 && (shape === 1 || shape === 5 || shape === 6);
  const body = ends.filter((e) => !isOuter(e)).flatMap((e) => spread(e, rounds, streams[e.stream]?.values ?? 1));
  const outer = ends.filter(isOuter).flatMap((e) => times((48 * (streams[e.stream]?.values ?? 1) * inner) / rounds, e, "o"));
  const loop = loopText(shape, rounds, inner, body, outer);
  switch (shape) {
    case 2:
      return [
        `func h${at}(n: index${comma(params)}) {`, ...loop.map((l) => l.replace(`to ${rounds} `, "to n ")), "}",
        `func k${at}(${params}) {`, ...before, `call h${at}(${rounds}:index${comma(args)})`, ...after, "}",
      ];
    case 4: // an inner network of one instance, and one more that takes what it puts on a stream of their own
      return [
        `func i${at}(c: stream<uint1, 1>${comma(params)}) {`, ...before, ...loop, ...after, "put c, 1", "}",
        `func t${at}(c: stream<uint1, 1>) {`, "get x: uint1 from c", "}",
        `func k${at}(${params}) network {`, "c: stream<uint1, 1>", `run i${at}(c${comma(args)})`, `run t${at}(c)`, "}",
      ];
    case 6:
      return [
        `func i${at}(o: index${comma(params)}) {`, ...innerLoop(inner, body), "}",
        `func n${at}(o: index${comma(params)}) network {`, `run i${at}(o${comma(args)})`, "}",
        `func k${at}(${params}) {`, ...before, `for o: index = 0 to ${rounds / inner} {`, `call n${at}(o${comma(args)})`, ...outer, "}", ...after, "}",
      ];
    default:
      return [`func k${at}(${params}) {`, ...before, ...loop, ...after, "}"];
  }
}

function comma(list: string): string {
  return list === "" ? "" : `, ${list}`;
}

function loopText(shape: number, rounds: number, inner: number, body: readonly string[], outer: readonly string[]): readonly string[] {
  switch (shape) {
    case 1: return [`for o: index = 0 to ${rounds / inner} {`, ...innerLoop(inner, body), ...outer, "}"];
    case 3: return ["let i: index = 0:index", `while i < ${rounds} {`, ...body, "i = index(i + 1)", "}"];
    case 5: return ["let o: index = 0:index", `while o < ${rounds / inner} {`, ...innerLoop(inner, body), ...outer, "o = index(o + 1)", "}"];
    default: return [`for i: index = 0 to ${rounds} {`, ...body, "}"];
  }
}

/** The rounds from `o` times `inner`. */
function innerLoop(inner: number, body: readonly string[]): readonly string[] {
  return [`for l: index = 0 to ${inner} {`, `const i: index = index(o * ${inner} + l)`, ...body, "}"];
}

/** The streams of a kernel, once each: one may have both its ends there. */
function namesOf(ends: readonly End[]): readonly string[] {
  return [...new Set(ends.map((e) => `s${e.stream}`))];
}

/** 48 · `values` of them over `rounds` rounds, in one of several forms. */
function spread(e: End, rounds: number, values: number): readonly string[] {
  const each = (48 * values) / rounds;
  switch (e.form % 6) {
    case 0: return times(each + (e.extra > 0 ? 1 : 0), e, "x");
    case 1: return ["if i % 2 == 0 {", ...times(2 * each, e, "x"), "}"];
    case 2: return [`if i < ${rounds / 2} {`, ...times(2 * each, e, "x"), "}"];
    case 3: return [`if i == ${rounds - 1} {`, ...times(rounds * each + e.extra, e, "x"), "}"];
    case 4: return ["if i % 6 == 5 && !(i < 3) {", ...times(6 * each, e, "x"), "}"];
    default: return ["if i % 3 == 1 {", ...times(3 * each - 1, e, "x"), "} else {", "if i % 3 == 0 {", ...times(1, e, "y"), "}", "}"];
  }
}

function times(count: number, e: End, counter: string): readonly string[] {
  const name = `s${e.stream}`;
  const one = e.does === "put" ? `put ${name}, 1` : `get ${counter}v${e.stream}: uint1 from ${name}`;
  return count === 0 ? [] : count === 1 ? [one] : [`for ${counter}${e.does}${e.stream}: index = 0 to ${count} {`, one, "}"];
}
