/**
 * `Reduce<…>`: each instance fills a tensor of its own, which starts with what changes nothing, and puts it on a stream at
 * its end. A kernel that is added to the region combines them in the order of the places, and writes the whole tensor.
 */
import { binary, cast, indexConst, intConst, load, variable } from "../../lib/ir/build.js";
import type { Span } from "../../lib/diagnostics/source.js";
import type { BinaryOp, Expr, Func, Instance, Network, Param, Stmt, StreamDecl, Sym } from "../../lib/ir/ir.js";
import { index, isScalar, type StreamType, type TensorType } from "../../lib/ir/types.js";
import { mapStmtChildren } from "../../lib/ir/walk.js";
import { freshId, freshSym, type Scope, type UnitContext } from "./context.js";
import { grouped, partKey, type LaidOut } from "./layout-network.js";
import { identity, localType, type ParameterLayout, type Reduction } from "./layouts.js";

/** A reduced parameter of one kernel: of every instance. */
export type Copies = readonly LaidOut[];

const operators: Readonly<Record<Reduction, BinaryOp>> = { sum: "add", prod: "mul", min: "min", max: "max" };

/** `network` with the copies of one parameter combined. */
export function reduced(scope: Scope, network: Network, copies: Copies): Network {
  const [first] = copies;
  const whole = first?.instance.args[first.at];
  if (first === undefined || whole?.kind !== "name") return network;
  const { unit } = scope;
  const { layout } = first;
  const type: StreamType = { kind: "stream", element: localType(layout), depth: 1 };
  const isGrid = first.instance.place !== undefined;
  const stream: StreamDecl = {
    sym: freshSym(unit, `${layout.name}_parts`), type, ...(isGrid ? { shape: layout.extents } : {}), span: layout.span,
  };
  for (const copy of new Map(copies.map((c) => [c.func, c])).values()) putCopy(unit, copy, type);
  const nameOf = ({ place }: Instance): Instance["args"][number] => (
    { kind: "name", sym: stream.sym, ...(place === undefined ? {} : { index: place }) }
  );
  const positions = new Map(copies.map((c) => [idOf(c.instance), c.at]));
  const instances = network.instances.map((i): Instance => {
    const at = positions.get(idOf(i));
    return at === undefined ? i : { ...i, args: i.args.with(at, nameOf(i)) };
  });
  const combine = combiner(unit, copies, type);
  unit.functions.push(combine);
  const args = [whole, ...copies.map((c) => nameOf(c.instance))];
  return { streams: [...network.streams, stream], instances: [...instances, { callee: combine.sym, args, span: layout.span }] };
}

/** Tells the instances of one kernel apart. */
function idOf({ callee, place = [] }: Instance): string {
  return `${callee.id} ${place.join()}`;
}

// ---- the kernel ---------------------------------------------------------------------------------------------------------

/** Makes the parameter a stream, and the tensor one of the kernel's own, which is put wherever the kernel ends. */
function putCopy(unit: UnitContext, copy: LaidOut, type: StreamType): void {
  const at = unit.functions.findIndex((f) => f.sym.id === copy.func.sym.id);
  const now = unit.functions[at];
  const param = now?.params[copy.at];
  if (now === undefined || param === undefined) return;
  const { span } = param;
  const local = localType(copy.layout);
  const stream: Param = { sym: freshSym(unit, `${param.sym.name}_out`), type, span };
  const put: Stmt = { kind: "put", stream: stream.sym, value: { kind: "ref", sym: param.sym, span }, span };
  const start = filled(param.sym, local, copy.layout, span);
  const body = atEnds(now.body, put);
  const last = body.at(-1)?.kind === "return" ? [] : [put];
  unit.functions[at] = { ...now, params: now.params.with(copy.at, stream), body: [start, ...body, ...last] };
}

function filled(sym: Sym, type: TensorType, { reduce }: ParameterLayout, span: Span): Stmt {
  const { element } = type;
  const value = isScalar(element) && reduce !== undefined ? identity(reduce, element) : undefined;
  if (!isScalar(element) || value === undefined) throw new Error("the layout cannot be reduced");
  return { kind: "alloc", sym, type, init: { kind: "fill", value: { kind: "const", value, type: element, span } }, span };
}

function atEnds(body: readonly Stmt[], put: Stmt): readonly Stmt[] {
  return body.flatMap((s) => (
    s.kind === "return" ? [put, s] : [mapStmtChildren(s, { stmts: (inner) => atEnds(inner, put) })]
  ));
}

// ---- the kernel that combines -------------------------------------------------------------------------------------------

function combiner(unit: UnitContext, copies: Copies, type: StreamType): Func {
  const [first] = copies;
  if (first === undefined) throw new Error("there is nothing to combine");
  const { layout } = first;
  const { span } = layout;
  const out: Param = { sym: freshSym(unit, layout.name), type: layout.type, span };
  const parts = copies.map((copy) => {
    const place = (copy.instance.place ?? []).map((n) => `_${n}`).join("");
    return { copy, param: { sym: freshSym(unit, `${layout.name}${place === "" ? "_0" : place}`), type, span } };
  });
  const local = localType(layout);
  const groups = grouped(parts, (p) => partKey(p.copy));
  const body = partsOf(layout).flatMap((part): readonly Stmt[] => {
    const streams = (groups.get(part.key) ?? []).map((p) => p.param.sym);
    return combined(unit, layout, local, streams, out.sym, part.offsets);
  });
  return {
    kind: "func", sym: freshSym(unit, `reduce_${layout.name}`), params: [out, ...parts.map((p) => p.param)], results: [],
    states: [], body, span,
  };
}

interface Part {
  /** What `partKey` calls it. */
  readonly key: string;
  /** Where it starts in each dimension. */
  readonly offsets: readonly number[];
}

/** The parts of the whole tensor. */
function partsOf({ dims, extents }: ParameterLayout): readonly Part[] {
  return dims.reduce<readonly Part[]>((parts, d) => parts.flatMap(({ key, offsets }): readonly Part[] => {
    if (d.kind === "whole") return [{ key, offsets: [...offsets, 0] }];
    const places = Array.from({ length: extents[d.axis] ?? 1 }, (_, p) => p);
    return places.map((p) => ({ key: key === "" ? `${p}` : `${key},${p}`, offsets: [...offsets, p * d.own] }));
  }), [{ key: "", offsets: [] }]);
}

/** One part: the first copy, each other combined with it in turn, and the result written to its place. */
function combined(
  unit: UnitContext, layout: ParameterLayout, local: TensorType, streams: readonly Sym[], out: Sym, offsets: readonly number[],
): readonly Stmt[] {
  const { span, name, reduce, type } = layout;
  const { element } = local;
  if (!isScalar(element) || reduce === undefined) throw new Error("the layout cannot be reduced");
  const sum = freshSym(unit, name);
  const [first, ...others] = streams;
  const start: Stmt = first === undefined
    ? filled(sum, local, layout, span)
    : { kind: "get", stream: first, sym: sum, type: local, span };
  const steps = others.flatMap((stream): readonly Stmt[] => {
    const next = freshSym(unit, name);
    const nest = overAll(unit, local.shape, span, (at) => {
      const value = binary(operators[reduce], load(sum, local, at, span), load(next, local, at, span), span);
      return { kind: "store", tensor: sum, index: at, value: cast(value, element, span), span };
    });
    return [{ kind: "get", stream, sym: next, type: local, span }, nest];
  });
  const written = overAll(unit, local.shape, span, (at) => {
    const places = at.map((e, d) => {
      const from = offsets[d] ?? 0;
      return from === 0 ? e : cast(binary("add", e, intConst(from, span), span), index, span);
    });
    return { kind: "store", tensor: out, index: places, value: load(sum, type, at, span), span };
  });
  return [start, ...steps, written];
}

function overAll(unit: UnitContext, shape: readonly number[], span: Span, body: (at: readonly Expr[]) => Stmt): Stmt {
  const counters = shape.map((extent, d) => ({ extent, sym: freshSym(unit, `i${d}`) }));
  return counters.reduceRight((inner: Stmt, { extent, sym }): Stmt => ({
    kind: "for", iter: sym, type: index, lo: indexConst(0, span), hi: indexConst(extent, span), step: 1n, body: [inner],
    reduction: false, id: freshId(unit), span,
  }), body(counters.map(({ sym }) => variable(sym, index, span))));
}
