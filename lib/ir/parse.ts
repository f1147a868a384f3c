/** Reads the text form that print.ts writes. Names and loops get new ids; everything else comes back as it was. */
import { noSpan } from "../diagnostics/source.js";
import type { Func, Instance, Module, Param, Region, StreamDecl } from "./ir.js";
import { cursor, IrSyntaxError } from "./text/lex.js";
import { parseBlock } from "./text/parse-stmt.js";
import {
  declare, declareName, fileNumber, innerScope, knownName, parseSpan, parseStreamType, parseType, type Place,
} from "./text/state.js";

export { IrSyntaxError };

/** The module that `text` describes; throws `IrSyntaxError`, whose message begins with `file`. */
export function parseModule(text: string, file?: string): Module {
  const c = cursor(text, file);
  let nextId = 0;
  const files: string[] = [];
  const scope = { entries: new Map() };
  const p: Place = { cursor: c, scope, loops: [], files, file: 0, span: noSpan, freshId: () => nextId++ };
  if (c.accept("files")) while (c.peek().kind === "string") files.push(fileName(p));
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

function fileName(p: Place): string {
  const token = p.cursor.next();
  try {
    return JSON.parse(token.text) as string;
  } catch {
    throw p.cursor.error("a string with valid escapes", token);
  }
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
  const resultToken = p.cursor.peek(1);
  const result = p.cursor.accept("->") ? parseType(p) : undefined;
  if (result?.kind === "stream") throw p.cursor.error("a scalar or tensor type", resultToken);
  const base = { kind: "func", sym, params, body: parseBlock(inner), span: p.span } as const;
  declare(p, token, { sym, kind: "function", ...(result && { type: result }) });
  return result === undefined ? base : { ...base, result };
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

function parseStream(p: Place): Pick<StreamDecl, "sym" | "type"> {
  const { token, sym } = declareName(p, "'run', a stream name or '}'");
  p.cursor.expect(":");
  const type = parseStreamType(p);
  declare(p, token, { sym, kind: "variable", type });
  return { sym, type };
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
