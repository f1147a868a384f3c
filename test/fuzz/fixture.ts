/** Programs that once showed a mistake, as files: what they are called with in comments, then their IR. */
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import type { Value } from "../../lib/numeric/convert.js";
import type { ArgValue, ModuleWithArgs } from "../support/generators.js";

export interface Fixture extends ModuleWithArgs {
  /** What went wrong, in a line or two. */
  readonly about: string;
}

export function fixtureText({ about, module, args }: Fixture): string {
  const lines = about.split("\n").map((line) => `// ${line}`);
  return `${[...lines, `// args: ${JSON.stringify(args.map(encoded))}`].join("\n")}\n${printModule(module)}`;
}

export function parseFixture(text: string): Fixture {
  const comments = text.split("\n").filter((line) => line.startsWith("// ")).map((line) => line.slice(3));
  const args = comments.find((line) => line.startsWith("args: "));
  if (args === undefined) throw new Error("there is no line '// args: …'");
  const about = comments.filter((line) => line !== args).join("\n");
  return { about, module: parseModule(text), args: (JSON.parse(args.slice(6)) as unknown[]).map(decoded) };
}

/** Integers as text with an n, and the numbers that JSON lacks by name. */
function encoded(arg: ArgValue): unknown {
  if (Array.isArray(arg)) return arg.map(encoded);
  if (typeof arg === "bigint") return `${arg}n`;
  return typeof arg === "number" && (!Number.isFinite(arg) || Object.is(arg, -0)) ? (Object.is(arg, -0) ? "-0" : String(arg)) : arg;
}

function decoded(arg: unknown): ArgValue {
  return Array.isArray(arg) ? arg.map(decodedValue) : decodedValue(arg);
}

function decodedValue(v: unknown): Value {
  if (typeof v === "string") return v.endsWith("n") ? BigInt(v.slice(0, -1)) : Number(v);
  if (typeof v === "number" || typeof v === "boolean") return v;
  throw new Error(`${JSON.stringify(v)} is no value`);
}
