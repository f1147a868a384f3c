/** Users' projects for tests: real folders outside the repository, in which the real compilers run. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as os from "node:os";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository: this file runs as dist/test/support/project.js. */
export const repository = fileURLToPath(new URL("../../../", import.meta.url));

export interface Run {
  readonly status: number;
  /** Standard output and error, in that order. */
  readonly output: string;
}

/** The plugin's entry as the README shows it. */
export const plugin = { transform: "heddle/transformer", transformProgram: true, targets: ["vitis"], outDir: "hardware" };

/** What a test project's tsconfig.json says unless a test says otherwise. */
export const compilerOptions = {
  target: "es2022",
  lib: ["es2023"],
  module: "nodenext",
  outDir: "out",
  rootDir: ".",
  strict: true,
  skipLibCheck: true,
  types: [],
  plugins: [plugin] as readonly unknown[],
};

export interface ProjectOptions {
  readonly packageType?: "module" | "commonjs";
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  /** The folder's name, for tests of unusual paths. */
  readonly name?: string;
  /** Packages that the project sees beside heddle, typescript, ts-patch and mocha. */
  readonly packages?: readonly string[];
}

const usualPackages = ["typescript", "ts-patch", "mocha", "@types/mocha", "@types/node"];

/** A project in a folder of its own. */
export class Project {
  readonly root: string;

  constructor(files: Readonly<Record<string, string>>, options: ProjectOptions = {}) {
    const parent = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-"));
    this.root = path.join(parent, options.name ?? "project");
    this.write({
      "package.json": JSON.stringify({ name: "project", type: options.packageType ?? "module" }),
      "src/globals.d.ts": "declare const console: { log(...values: unknown[]): void };\n",
      ...files,
    });
    this.configure(options.compilerOptions ?? {});
    this.link("heddle", repository);
    for (const name of [...usualPackages, ...(options.packages ?? [])]) this.link(name, path.join(repository, "node_modules", name));
  }

  /** Writes tsconfig.json: the usual options with `changes`. */
  configure(changes: Readonly<Record<string, unknown>>): void {
    this.write({ "tsconfig.json": JSON.stringify({ compilerOptions: { ...compilerOptions, ...changes }, include: ["src"] }) });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      const file = this.path(name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
    }
  }

  path(name: string): string {
    return path.join(this.root, name);
  }

  read(name: string): string {
    return fs.readFileSync(this.path(name), "utf8");
  }

  exists(name: string): boolean {
    return fs.existsSync(this.path(name));
  }

  remove(name: string): void {
    fs.rmSync(this.path(name), { recursive: true, force: true });
  }

  /** All files below `folder`, relative to it, sorted. */
  files(folder: string): readonly string[] {
    if (!this.exists(folder)) return [];
    return fs.readdirSync(this.path(folder), { recursive: true, withFileTypes: true })
      .filter((e) => e.isFile())
      .map((e) => path.relative(this.path(folder), path.join(e.parentPath, e.name)).split(path.sep).join("/"))
      .sort();
  }

  /** The patched compiler, as users start it. */
  tspc(...args: readonly string[]): Promise<Run> {
    return this.node(fs.realpathSync(this.path("node_modules/ts-patch/bin/tspc.js")), ...args);
  }

  /** The unpatched compiler. */
  tsc(...args: readonly string[]): Promise<Run> {
    return this.node(this.path("node_modules/typescript/bin/tsc"), ...args);
  }

  mocha(...args: readonly string[]): Promise<Run> {
    return this.node(this.path("node_modules/mocha/bin/mocha.js"), ...args);
  }

  node(...args: readonly string[]): Promise<Run> {
    return new Promise((resolve) => {
      const options = { cwd: this.root, env: environment(), maxBuffer: 1 << 26 };
      execFile(process.execPath, args, options, (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        resolve({ status, output: stdout + stderr });
      });
    });
  }

  /** Starts a compiler that keeps running. */
  watch(...args: readonly string[]): Watch {
    const tspc = fs.realpathSync(this.path("node_modules/ts-patch/bin/tspc.js"));
    return new Watch(spawn(process.execPath, [tspc, "--watch", ...args], { cwd: this.root, env: environment() }));
  }

  dispose(): void {
    fs.rmSync(path.dirname(this.root), { recursive: true, force: true });
  }

  private link(name: string, to: string): void {
    const at = this.path(path.join("node_modules", name));
    fs.mkdirSync(path.dirname(at), { recursive: true });
    fs.symlinkSync(to, at, "dir");
  }
}

/** A running `tspc --watch`. */
export class Watch {
  private output = "";
  private seen = 0;
  private readonly child: ChildProcess;

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on("data", (text: Buffer) => {
      this.output += text.toString();
    });
  }

  /** Waits for the next build to end; resolves to what it printed. */
  async built(): Promise<string> {
    for (let i = 0; i < 600; i += 1) {
      const end = /Found \d+ errors?\. Watching for file changes\.\s*/g;
      end.lastIndex = this.seen;
      if (end.test(this.output)) {
        const text = this.output.slice(this.seen, end.lastIndex);
        this.seen = end.lastIndex;
        return text;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no build within 30 s; so far:\n${this.output}`);
  }

  stop(): void {
    this.child.kill();
  }
}

/** Loaders of the test run are not the project's business, but for nyc's, which counts what runs in child processes too. */
export function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: options, NODE_V8_COVERAGE: _coverage, FORCE_COLOR: _colour, ...rest } = process.env;
  return process.env["NYC_CONFIG"] === undefined || options === undefined ? rest : { ...rest, NODE_OPTIONS: options };
}

/** Where a package is, for tests that compare with it. */
export function packageFolder(name: string): string {
  return path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}
