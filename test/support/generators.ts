/**
 * fast-check arbitraries of whole modules, correct by construction (`verifyModule` finds nothing) and safe to run: no
 * division by zero, no subscript outside, no negative shift, no deadlock, few iterations. They print as IR text when a
 * property fails, and shrink.
 */
import fc from "fast-check";
import type { Func, Instance, Module, Param, StreamDecl } from "../../lib/ir/ir.js";
import { noSpan } from "../../lib/diagnostics/source.js";
import { printModule } from "../../lib/ir/print.js";
import {
  bitWidth, elementCount, leavesOf, rawInterval, type ScalarType, type StreamType, type ValueType,
} from "../../lib/ir/types.js";
import { fromBits } from "../../lib/numeric/bits.js";
import { convert, type Value } from "../../lib/numeric/convert.js";
import { drawFrom, type Draw } from "./generate/draw.js";
import { withDirectives } from "./generate/directives.js";
import { helper, streamKernel, topFunction, type End } from "./generate/functions.js";
import { program, valueType, type Program } from "./generate/site.js";

/** An argument of a module's top: a scalar, a struct's scalars, or a tensor's elements, flat and row-major. */
export type ArgValue = Value | Value[];

const span = noSpan;

function tape(least: number, most: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(255), { minLength: least, maxLength: most, size: "max" });
}

function tapes(fewest: number, most: number): fc.Arbitrary<number[][]> {
  return fc.array(tape(30, 300), { minLength: fewest, maxLength: most, size: "max" });
}

/** A module whose top is a function of values and tensors (at least one), with up to three helpers. */
export function kernelModule(): fc.Arbitrary<Module> {
  return fc
    .record({ types: tape(20, 30), helpers: tapes(0, 3), top: tape(100, 900), directives: tape(0, 90) })
    .map(({ types, helpers, top, directives }) => {
      const p = program(drawFrom(types));
      for (const bytes of helpers) p.helpers.push(helper(drawFrom(bytes), p, { mayKeep: true }));
      const func = topFunction(drawFrom(top), p);
      const m = { functions: [...p.helpers.map((h) => h.func), func], top: func };
      return printable(withDirectives(drawFrom(directives), m));
    });
}

/** A module whose top is a region: two or three kernels in a chain, one or two bounded streams between neighbours. */
export function regionModule(): fc.Arbitrary<Module> {
  return fc
    .record({ types: tape(30, 40), helpers: tapes(0, 1), kernels: tapes(2, 3), directives: tape(0, 90) })
    .map(({ types, helpers, kernels, directives }) => {
      const draw = drawFrom(types);
      const p = program(draw);
      for (const bytes of helpers) p.helpers.push(helper(drawFrom(bytes), p, { mayKeep: false }));
      const tokens = draw.between(1, 8);
      const links = kernels.slice(1).map(() => Array.from({ length: draw.between(1, 2) }, () => streamType(draw, p)));
      return printable(withDirectives(drawFrom(directives), chain(p, kernels, links, tokens)));
    });
}

/** A kernel or a region. */
export function anyModule(): fc.Arbitrary<Module> {
  return fc.oneof({ weight: 3, arbitrary: kernelModule() }, { weight: 1, arbitrary: regionModule() });
}

export interface ModuleWithArgs {
  readonly module: Module;
  readonly args: ArgValue[];
}

/** A module and arguments for its top. */
export function moduleWithArgs(modules: fc.Arbitrary<Module> = anyModule()): fc.Arbitrary<ModuleWithArgs> {
  return modules.chain((module) => argumentValues(module.top.params).map((args) => ({ module, args })));
}

function streamType(draw: Draw, p: Program): StreamType {
  return { kind: "stream", element: valueType(draw, p), depth: draw.between(1, 4) };
}

function chain(p: Program, tapes: readonly number[][], links: readonly StreamType[][], tokens: number): Module {
  const declared = (type: StreamType, name: string): StreamDecl => ({ sym: p.syms.fresh(name), type, span });
  const streams = links.map((link, i) => link.map((type, j) => declared(type, `s${i}_${j}`)));
  const params: Param[] = [];
  const kernels: Func[] = [];
  const instances = tapes.map((bytes, i): Instance => {
    const [before, after] = [streams[i - 1] ?? [], streams[i] ?? []];
    const ends = (side: readonly StreamDecl[]): End[] => side.map(({ type }) => ({ sym: p.syms.fresh("pipe"), type }));
    const func = streamKernel(drawFrom(bytes), p, { ins: ends(before), outs: ends(after), tokens });
    kernels.push(func);
    const given = func.params.filter((q) => q.type.kind !== "stream");
    const own = given.map((q): Param => ({ ...q, sym: p.syms.fresh(q.sym.name) }));
    params.push(...own);
    const joined = [...before, ...after];
    return { callee: func.sym, args: [...own, ...joined].map(({ sym }) => ({ kind: "name", sym })), span };
  });
  const top = { kind: "region", sym: p.syms.fresh("top"), params, streams: streams.flat(), instances, span } as const;
  return { functions: [...p.helpers.map((h) => h.func), ...p.putHelpers, ...kernels], top };
}

/** Values for parameters, often at the edges of their types. */
export function argumentValues(params: readonly Param[]): fc.Arbitrary<ArgValue[]> {
  return fc.tuple(...params.map((p) => argumentValue(p)));
}

function argumentValue({ type }: Param): fc.Arbitrary<ArgValue> {
  switch (type.kind) {
    case "tensor": {
      const length = elementCount(type.shape);
      return fc.array(scalarsOf(type.element),
        { minLength: length, maxLength: length }).map((elements) => elements.flat());
    }
    case "stream":
      throw new Error("a stream is not an argument");
    case "struct":
      return scalarsOf(type);
    default:
      return scalarValue(type);
  }
}

function scalarsOf(type: ValueType): fc.Arbitrary<Value[]> {
  return fc.tuple(...leavesOf(type).map((leaf) => scalarValue(leaf.type)));
}

const floatEdges = [
  0, -0, 1, -1, 0.1, NaN, Infinity, -Infinity, 5e-324, -1e-310, 1.401298464324817e-45, 1e-40, 2 ** 24 + 2, 2 ** 53,
  3.4028234663852886e38, 1.7976931348623157e308, 2 ** 31, -(2 ** 63), 1e20, 0.49999999999999994, 2.5, -0.5, 65504, 6e-8,
];

/** A value of a scalar type, of fixed point its raw value; about half are edge values. */
export function scalarValue(type: ScalarType): fc.Arbitrary<Value> {
  if (type.kind === "bool") return fc.boolean();
  if (type.kind === "float") {
    const any = type.width === 64 ? fc.double() : fc.nat(2 ** 32 - 1).map((bits) => fromBits(BigInt(bits), type));
    const small = fc.integer({ min: -8, max: 8 });
    return fc.oneof(fc.constantFrom(...floatEdges), any, small).map((v) => convert(v, type));
  }
  const { lo, hi } = rawInterval(type);
  const asRaw = (v: bigint): bigint => (lo < 0n ? BigInt.asIntN(bitWidth(type), v) : BigInt.asUintN(bitWidth(type), v));
  const edges = [0n, 1n, -1n, lo, lo + 1n, hi, hi - 1n, hi / 2n].map(asRaw);
  return fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: lo, max: hi }));
}

/** Lets fast-check show the module as text. */
function printable(m: Module): Module {
  return Object.defineProperty(m, fc.toStringMethod, { value: () => `\n${printModule(m)}`, enumerable: false });
}
