/** Reads the text form that print.ts writes. Names and loops get new ids; everything else comes back as it was. */
import { noSpan } from "../diagnostics/source.js";
import type { External, Func, Instance, MemoryDirectives, Module, Param, Region, ResultType, StreamDecl } from "./ir.js";
import { cursor, IrSyntaxError } from "./text/lex.js";
import { parseFuncDirectives } from "./text/parse-directives.js";
import { parseBody } from "./text/parse-stmt.js";
import {
  declare, declareName, fileNumber, innerScope, knownName, parseCount, parseSpan, parseStreamType, parseType, parseValueType,
  spelling, type Place,
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
  const { states, body } = external === undefined ? parseBody({ ...inner, results, memories }) : { states: [], body: [] };
  const [only] = results;
  const type = only === undefined || results.length > 1 ? {} : { type: only };
  declare(p, token, { sym, kind: "function", ...type, params: params.map((q) => q.type), results });
  const base = { kind: "func", sym, params, results, states, body, ...directives, span: p.span } as const;
  return { ...base, ...(external && { external }), ...(memories.length > 0 && { memories }) };
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
  const streams: StreamDecl[] = [];
  const instances: Instance[] = [];
  p.cursor.expect("{");
  while (!p.cursor.accept("}")) {
    const span = parseSpan(p) ?? noSpan;
    const isRun = p.cursor.peek().text === "run" && p.cursor.peek(1).text !== ":";
    if (isRun) instances.push({ ...parseInstance(inner), span });
    else streams.push({ ...parseStream(inner), span });
  }
  return { kind: "region", sym, params, streams, instances, span: p.span };
}

function parseStream(p: Place): Omit<StreamDecl, "span"> {
  const { token, sym } = declareName(p, "'run', a stream name or '}'");
  p.cursor.expect(":");
  const type = parseStreamType(p);
  declare(p, token, { sym, kind: "variable", type });
  if (!p.cursor.accept("part")) return { sym, type };
  p.cursor.expect("of");
  return { sym, type, partOf: knownName(p, "variable", "a stream").sym };
}

function parseInstance(p: Place): Pick<Instance, "callee" | "args"> {
  p.cursor.expect("run");
  const callee = knownName(p, "function", "a function").sym;
  const args = [];
  p.cursor.expect("(");
  while (!p.cursor.accept(")")) {
    if (args.length > 0) p.cursor.expect(",");
    args.push(knownName(p, "variable", "a parameter or stream").sym);
  }
  return { callee, args };
}
