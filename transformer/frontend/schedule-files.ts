/** `gemm.schedule.json` beside `gemm.ts`: steps of its kernels, by name. Checked by the published schema, with ajv. */
import { createRequire } from "node:module";
import type * as TS from "typescript";
import type * as Ajv8 from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";
import { schedule as kinds } from "../../lib/diagnostics/catalogue/schedule.js";
import { diagnose, type Diagnostic } from "../../lib/diagnostics/diagnostic.js";
import type { Span } from "../../lib/diagnostics/source.js";
import { scheduleSchema } from "../../lib/schedule/json-schema.js";
import { primitives } from "../../lib/schedule/primitives/index.js";
import { stepFromJson, type Step, type StepJson } from "../../lib/schedule/step.js";
import { versioned } from "../internals.js";
import { ts } from "../ts.js";
import { addFile, spanFileName } from "./files.js";
import {
  fieldNode, isTooDeep, mostLevels, nodeAt, pathOfPointer, pathText, repeatedField, type JsonPath,
} from "./json-tree.js";

/** What a schedule file says. Without steps when anything is wrong with its form. */
export interface ScheduleFile {
  readonly source: TS.JsonSourceFile;
  readonly diagnostics: readonly Diagnostic[];
  readonly kernels: ReadonlyMap<string, { readonly span: Span; readonly steps: readonly Step[] }>;
}

/** Characters: thousands of steps. */
const longest = 1 << 20;

const texts = new WeakMap<TS.Program, Map<string, string | undefined>>();

/** The text of the schedule file of `file`, as it was when `program` first asked for it; `undefined` without one. */
export function scheduleText(program: TS.Program, file: TS.SourceFile): string | undefined {
  const known = texts.get(program) ?? new Map<string, string | undefined>();
  texts.set(program, known);
  const name = scheduleFileName(file);
  if (!known.has(name)) known.set(name, ts.sys.fileExists(name) ? ts.sys.readFile(name) : undefined);
  return known.get(name);
}

function scheduleFileName({ fileName }: TS.SourceFile): string {
  return fileName.replace(/\.[cm]?tsx?$/, ".schedule.json");
}

const read = new WeakMap<TS.SourceFile, ScheduleFile>();

/** The schedule file of `file`, if there is one. */
export function scheduleFile(program: TS.Program, file: TS.SourceFile): ScheduleFile | undefined {
  const text = scheduleText(program, file);
  if (text === undefined) return undefined;
  const known = read.get(file);
  const found = known?.source.text === text ? known : readFile(program, scheduleFileName(file), text);
  read.set(file, found);
  addFile(program, found.source);
  return found;
}

function readFile(program: TS.Program, name: string, text: string): ScheduleFile {
  const tooLarge: [string, string] | undefined = text.length > longest ? ["the file", `${longest} characters`]
    : isTooDeep(text) ? ["the nesting of lists and objects", `${mostLevels} levels`] : undefined;
  const source = ts.parseJsonText(name, tooLarge === undefined ? text : "");
  versioned(source).resolvedPath = name;
  const failed = (d: Diagnostic): ScheduleFile => ({ source, diagnostics: [d], kernels: new Map() });
  const place = (start: number, length: number): Span => ({ file: spanFileName(program, source), start, length });
  if (tooLarge !== undefined) return failed(diagnose(kinds.fileTooLarge, place(0, 0), tooLarge));
  const parsed = parse(text);
  if ("reason" in parsed) {
    return failed(diagnose(kinds.scheduleFileSyntax, place(syntaxErrorAt(source), 1), [parsed.reason]));
  }
  const repeated = repeatedField(source);
  if (repeated !== undefined) {
    const what: [string, string] = [repeated.getText(source), "stands here twice"];
    return failed(diagnose(kinds.wrongForm, spanIn(program, source, repeated), what));
  }
  const diagnostics = formErrors(program, source, parsed.value);
  const kernels = diagnostics.length > 0 ? new Map<string, never>() : kernelsOf(program, source, parsed.value as Document);
  return { source, diagnostics, kernels };
}

/** Nodes of JSON files do not know their file. */
function spanIn(program: TS.Program, source: TS.JsonSourceFile, node: TS.Node): Span {
  const start = node.getStart(source);
  return { file: spanFileName(program, source), start, length: node.getEnd() - start };
}

type Parsed = { readonly value: unknown } | { readonly reason: string };

function parse(text: string): Parsed {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { reason: message.replace(/,? (\.\.\.)?"[^]*$| (in JSON )?at position[^]*$/, "") };
  }
}

/** Where TypeScript's parser, which takes more than JSON, finds a mistake; else the end, or the first comment. */
function syntaxErrorAt(source: TS.JsonSourceFile): number {
  const { text } = source;
  const [first] = (source as { readonly parseDiagnostics?: readonly TS.DiagnosticWithLocation[] }).parseDiagnostics ?? [];
  const comment = text.replace(/"(?:[^"\\]|\\.)*"/g, (s) => " ".repeat(s.length)).search(/\/[/*]/);
  return first?.start ?? (comment >= 0 ? comment : Math.max(0, text.trimEnd().length - 1));
}

// ---- the schema -------------------------------------------------------------------------------------------------------

let validate: ValidateFunction | undefined;

/** Loading ajv takes longer than most compilations: only for projects that have schedule files. */
function validator(): ValidateFunction {
  if (validate !== undefined) return validate;
  const { Ajv } = createRequire(import.meta.url)("ajv") as typeof Ajv8;
  const ajv = new Ajv({ allErrors: true, verbose: true, strictTypes: false, strictRequired: false });
  validate = ajv.compile(scheduleSchema());
  return validate;
}

/** Enough to see what is wrong. */
const mostErrors = 20;

function formErrors(program: TS.Program, source: TS.JsonSourceFile, value: unknown): readonly Diagnostic[] {
  const check = validator();
  if (check(value)) return [];
  const errors = (check.errors ?? []).filter((e) => e.keyword !== "if").slice(0, mostErrors);
  return errors.map((e) => formError(program, source, e));
}

function formError(program: TS.Program, source: TS.JsonSourceFile, e: ErrorObject): Diagnostic {
  const path = pathOfPointer(e.instancePath, source);
  const params = e.params as Readonly<Record<string, unknown>>;
  const extra = params["additionalProperty"];
  if (typeof extra === "string") return extraField(program, source, path, extra, e);
  const span = spanIn(program, source, nodeAt(source, path));
  if (e.keyword === "enum" && path.at(-1) === "primitive" && typeof e.data === "string") {
    return diagnose(kinds.unknownPrimitive, span, [e.data, [...primitives.keys()]]);
  }
  const allowed = params["allowedValues"];
  const problem = Array.isArray(allowed)
    ? `must be one of ${allowed.map((a) => JSON.stringify(a)).join(", ")}` : (e.message ?? "is wrong");
  return diagnose(kinds.wrongForm, span, [pathText(path), problem]);
}

function extraField(
  program: TS.Program, source: TS.JsonSourceFile, path: JsonPath, field: string, e: ErrorObject,
): Diagnostic {
  const span = spanIn(program, source, fieldNode(source, path, field));
  const known = Object.keys((e.parentSchema as { readonly properties?: object } | undefined)?.properties ?? {});
  const data: unknown = e.data;
  const primitive = typeof data === "object" && data !== null && "primitive" in data ? data.primitive : undefined;
  if (typeof primitive === "string") {
    return diagnose(kinds.unknownArgument, span, [primitive, field, known.filter((k) => k !== "primitive")]);
  }
  return diagnose(kinds.wrongForm, span, [pathText(path), `has no field '${field}', only ${known.join(" and ")}`]);
}

// ---- the steps --------------------------------------------------------------------------------------------------------

/** What follows the schema. */
interface Document {
  readonly kernels: Readonly<Record<string, readonly StepJson[]>>;
}

function kernelsOf(program: TS.Program, source: TS.JsonSourceFile, { kernels }: Document): ScheduleFile["kernels"] {
  return new Map(Object.entries(kernels).map(([name, steps]) => {
    const span = spanIn(program, source, fieldNode(source, ["kernels"], name));
    const at = (i: number): Span => spanIn(program, source, nodeAt(source, ["kernels", name, i]));
    return [name, { span, steps: steps.map((json, i) => stepFromJson(json, at(i))) }];
  }));
}
