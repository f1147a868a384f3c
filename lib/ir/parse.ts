/** Reads the text form that print.ts writes. Names and loops get new ids; everything else comes back as it was. */
import { noSpan } from "../diagnostics/source.js";
import type {
  Const, External, Func, Instance, MemoryDirectives, Module, NameArg, Network, Param, Region, ResultType, StreamDecl,
} from "./ir.js";
import { cursor, IrSyntaxError } from "./text/lex.js";
import { parseFuncDirectives } from "./text/parse-directives.js";
import { parseExpr } from "./text/parse-expr.js";
import { parseBody } from "./text/parse-stmt.js";
import {
  declare, declareName, fileNumber, innerScope, knownName, lookup, parseCount, parseCounts, parseSpan, parseStreamType,
  parseType, parseValueType, spelling, type Place,
} from "./text/state.js";
import { isValueType, struct, type Field, type StructType } from "./types.js";

export { IrSyntaxError };

/** The module that `text` describes; throws `IrSyntaxError`, whose message begins with `file`. */
export function parseModule(text: string, file?: string): Module {
  const c = cursor(text, file);
  let nextId = 0;
  const files: string[] = [];
  const scope = { entries: new Map() };
  const shared = { structs: new Map<string, StructType>(), freshId: (): number => nextId++ };
  const p: Place = { ...shared, cursor: c, scope, loops: [], results: [], memories: [], files, file: 0, span: noSpan };
  if (c.accept("files")) while (c.peek().kind === "string") files.push(c.text());
  while (c.accept("struct")) parseStruct(p);
  const functions: Func[] = [];
  let top: Func | Region | undefined;
  while (c.peek().kind !== "end") {
    const part = parsePart(p, top !== undefined);
    if (part.isTop) top = part.node;
    if (part.node.kind === "func") functions.push(part.node);
  }
  if (top === undefined) throw c.error("'top func' or 'region'");
  return { functions, top };
}

function parseStruct(p: Place): void {
  const token = p.cursor.expectKind("name", "the name of a struct");
  const name = spelling(p, token);
  if (p.structs.has(name)) throw p.cursor.error("a struct that is not declared yet", token);
  const fields: Field[] = [];
  p.cursor.expect("{");
  do {
    const field = spelling(p, p.cursor.expectKind("name", "a field"));
    p.cursor.expect(":");
    fields.push({ name: field, type: parseValueType(p) });
  } while (p.cursor.accept(","));
  p.cursor.expect("}");
  p.structs.set(name, struct(name, fields));
}

function parsePart(p: Place, topKnown: boolean): { node: Func | Region; isTop: boolean } {
  const span = parseSpan(p) ?? noSpan;
  const at = { ...p, span, file: fileNumber(p, span) };
  const token = p.cursor.peek();
  const isTop = p.cursor.accept("top");
  if (topKnown && (isTop || token.text === "region")) throw p.cursor.error("only one 'top func' or 'region'", token);
  if (p.cursor.accept("func")) return { node: parseFunc(at), isTop };
  if (!isTop && p.cursor.accept("region")) return { node: parseRegion(at), isTop: true };
  throw p.cursor.error(isTop ? "'func'" : "'func', 'top func' or 'region'");
}

function parseFunc(p: Place): Func {
  const { token, sym } = declareName(p, "a function name");
  const inner = innerScope(p);
  const params = parseParams(inner);
  const results = p.cursor.accept("->") ? parseResults(p) : [];
  const directives = parseFuncDirectives(p);
  const memories: MemoryDirectives[] = [];
  const external = p.cursor.accept("external") ? parseExternal(p) : undefined;
  const network = p.cursor.accept("network") ? parseNetwork(inner) : undefined;
  const hasBody = external === undefined && network === undefined;
  const { states, body } = hasBody ? parseBody({ ...inner, results, memories }) : { states: [], body: [] };
  const [only] = results;
  const type = only === undefined || results.length > 1 ? {} : { type: only };
  declare(p, token, { sym, kind: "function", ...type, params: params.map((q) => q.type), results });
  const base = { kind: "func", sym, params, results, states, body, ...directives, span: p.span } as const;
  return { ...base, ...(external && { external }), ...(network && { network }), ...(memories.length > 0 && { memories }) };
}

/** `int32`, `(int32, float32[4])`. */
function parseResults(p: Place): readonly ResultType[] {
  if (!p.cursor.accept("(")) return [parseResult(p)];
  const results = [parseResult(p)];
  while (p.cursor.accept(",")) results.push(parseResult(p));
  p.cursor.expect(")");
  return results;
}

function parseResult(p: Place): ResultType {
  const token = p.cursor.peek();
  const type = parseType(p);
  if (type.kind !== "tensor" && !isValueType(type)) throw p.cursor.error("a scalar, struct or tensor type", token);
  return type;
}

/** `"top" from "file.cc" model "id" writes 0, 2`. */
function parseExternal(p: Place): External {
  const top = p.cursor.text();
  p.cursor.expect("from");
  const source = p.cursor.text();
  p.cursor.expect("model");
  const model = p.cursor.text();
  const writes: number[] = [];
  if (p.cursor.accept("writes")) do writes.push(parseCount(p, "the number of a parameter")); while (p.cursor.accept(","));
  return { top, source, model, writes };
}

function parseParams(p: Place): readonly Param[] {
  const params: Param[] = [];
  p.cursor.expect("(");
  while (!p.cursor.accept(")")) {
    if (params.length > 0) p.cursor.expect(",");
    const span = parseSpan(p) ?? noSpan;
    const { token, sym } = declareName(p, "a parameter name");
    p.cursor.expect(":");
    const type = parseType(p);
    declare(p, token, { sym, kind: "variable", type });
    params.push({ sym, type, span });
  }
  return params;
}

function parseRegion(p: Place): Region {
  const { sym } = declareName(p, "a region name");
  const inner = innerScope(p);
  const params = parseParams(inner);
  return { kind: "region", sym, params, ...parseNetwork(inner), span: p.span };
}

function parseNetwork(p: Place): Network {
  const streams: StreamDecl[] = [];
  const instances: Instance[] = [];
  p.cursor.expect("{");
  while (!p.cursor.accept("}")) {
    const span = parseSpan(p) ?? noSpan;
    const isRun = p.cursor.peek().text === "run" && p.cursor.peek(1).text !== ":";
    if (isRun) instances.push({ ...parseInstance(p), span });
    else streams.push({ ...parseStream(p), span });
  }
  return { streams, instances };
}

function parseStream(p: Place): Omit<StreamDecl, "span"> {
  const { token, sym } = declareName(p, "'run', a stream name or '}'");
  p.cursor.expect(":");
  const type = parseStreamType(p);
  const shape = p.cursor.accept("[") ? { shape: parseCounts(p) } : {};
  const merge = p.cursor.accept("merge") ? { merge: true as const } : {};
  declare(p, token, { sym, kind: "variable", type });
  if (!p.cursor.accept("part")) return { sym, type, ...shape, ...merge };
  p.cursor.expect("of");
  return { sym, type, ...shape, ...merge, partOf: knownName(p, "variable", "a stream").sym };
}

function parseInstance(p: Place): Omit<Instance, "span"> {
  p.cursor.expect("run");
  const callee = knownName(p, "function", "a function").sym;
  const args: (NameArg | Const)[] = [];
  p.cursor.expect("(");
  while (!p.cursor.accept(")")) {
    if (args.length > 0) p.cursor.expect(",");
    args.push(parseInstanceArg(p));
  }
  if (!p.cursor.accept("as")) return { callee, args };
  const kernel = spelling(p, p.cursor.expectKind("name", "the name of a kernel"));
  const place = p.cursor.accept("[") ? { place: parseCounts(p) } : {};
  return { callee, args, ...(kernel === callee.name ? {} : { kernel }), ...place };
}

function parseInstanceArg(p: Place): NameArg | Const {
  const token = p.cursor.peek();
  if (token.kind !== "name" || lookup(p, token.text)?.kind !== "variable") {
    const value = parseExpr(p);
    if (value.kind !== "const") throw p.cursor.error("a parameter, a stream or a constant", token);
    return { ...value, span: p.span };
  }
  const { sym } = knownName(p, "variable", "a parameter or stream");
  return { kind: "name", sym, ...(p.cursor.accept("[") ? { index: parseCounts(p) } : {}) };
}
