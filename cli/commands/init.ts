/** `heddle init`: a project with one kernel and its test. Files that exist are kept. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { CliContext } from "../context.js";
import { CommandError, exitCodes, type ExitCode } from "../exit.js";
import { newFiles, packageParts, pluginLine } from "../templates.js";

/** Writes what is missing in `folder` and says what it did with each file. */
export function runInit(context: CliContext, folder = "."): ExitCode {
  const root = path.resolve(context.cwd, folder);
  mkdirSync(root, { recursive: true });
  const { green, yellow } = context.out.colours;
  // First, because it is the one that may be refused.
  const added = completePackage(path.join(root, "package.json"), path.basename(root));
  context.out.write(
    added.length === 0 ? `${yellow("kept")}     package.json (nothing to add)` : `${green("added")}    package.json: ${added.join(", ")}`,
  );
  for (const [name, text] of Object.entries(newFiles)) {
    const written = writeNew(path.join(root, name), text);
    context.out.write(written ? `${green("wrote")}    ${name}` : `${yellow("kept")}     ${name} (it exists)${advice[name] ?? ""}`);
  }
  const steps = [...(folder === "." ? [] : [`cd ${quote(folder)}`]), "npm install", "npm test", "npm run build"];
  context.out.write(`\nNext:\n${steps.map((s) => `  ${s}`).join("\n")}`);
  return exitCodes.ok;
}

const advice: Readonly<Record<string, string>> = {
  "tsconfig.json": `; its compilerOptions need\n           ${pluginLine}`,
};

function writeNew(file: string, text: string): boolean {
  if (existsSync(file)) return false;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return true;
}

type Json = Record<string, unknown>;

/** Adds the entries that package.json lacks, keeping those it has; returns their names. */
function completePackage(file: string, folderName: string): readonly string[] {
  const before = existsSync(file) ? readJson(file) : { name: packageName(folderName), private: true };
  const after = { ...before };
  const added: string[] = [];
  for (const [key, wanted] of Object.entries(packageParts)) {
    const merged = complete(before, key, wanted, added);
    if (merged !== undefined) after[key] = merged;
  }
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(after, null, 2)}\n`);
  return added;
}

function complete(json: Json, key: string, wanted: unknown, added: string[]): unknown {
  const present = json[key];
  if (!isObject(wanted)) {
    if (present === undefined) added.push(key);
    return present ?? wanted;
  }
  const known = isObject(present) ? present : {};
  const isAbsent = (name: string): boolean => !(name in known) || placeholders.has(known[name]);
  const missing = Object.entries(wanted).filter(([name]) => isAbsent(name) && !isDependency(json, key, name));
  added.push(...missing.map(([name]) => (key === "scripts" ? `script ${name}` : name)));
  return missing.length === 0 ? present : { ...known, ...Object.fromEntries(missing) };
}

/** What `npm init` writes where there is nothing yet. */
const placeholders: ReadonlySet<unknown> = new Set(['echo "Error: no test specified" && exit 1']);

/** A package may stand under either kind of dependencies. */
function isDependency(json: Json, key: string, name: string): boolean {
  if (key === "scripts") return false;
  return [json["dependencies"], json["devDependencies"]].some((d) => isObject(d) && name in d);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readJson(file: string): Json {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isObject(value)) return value;
  } catch (error) {
    throw new CommandError(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new CommandError(`${file} holds no JSON object.`);
}

/** A name that npm accepts. */
function packageName(folderName: string): string {
  const name = folderName.toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "");
  return name === "" ? "kernels" : name;
}

function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `"${text}"`;
}
