/** What is remembered from program to program is what a fresh start finds. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import fc from "fast-check";
import type * as TS from "typescript";
import { init } from "../../transformer/editor/index.js";
import { viewOf, type View } from "../../transformer/editor/view.js";
import { makeProject, type Project } from "../../transformer/project.js";
import { loadTypeScript } from "../../transformer/ts.js";
import { repository } from "../support/project.js";
import { optionsFor, virtualFile } from "../support/program.js";

/** A language service over files in memory. */
class Service {
  readonly base: TS.LanguageService;
  readonly view: View;
  private readonly texts = new Map<string, { text: string; version: number }>();

  constructor(files: Readonly<Record<string, string>>) {
    const ts = loadTypeScript();
    const plugins: unknown = [{ transform: "heddle/transformer", targets: ["vitis"] }];
    const options = { ...optionsFor(ts), plugins } as TS.CompilerOptions;
    for (const [name, text] of Object.entries(files)) this.texts.set(virtualFile(name), { text, version: 1 });
    const read = (name: string): string | undefined => this.texts.get(name)?.text ?? ts.sys.readFile(name);
    this.base = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => [...this.texts.keys()],
      getScriptVersion: (name) => String(this.texts.get(name)?.version ?? 0),
      getScriptSnapshot: (name) => {
        const text = read(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => repository,
      getDefaultLibFileName: (o) => ts.getDefaultLibFilePath(o),
      readFile: read,
      fileExists: (name) => this.texts.has(name) || ts.sys.fileExists(name),
      directoryExists: (name) => name === path.dirname(virtualFile("a")) || ts.sys.directoryExists(name),
    });
    this.view = viewOf(this.base);
  }

  text(name: string): string {
    return this.texts.get(virtualFile(name))?.text ?? "";
  }

  write(name: string, text: string): void {
    const version = (this.texts.get(virtualFile(name))?.version ?? 0) + 1;
    this.texts.set(virtualFile(name), { text, version });
  }

  edit(name: string, before: string, after: string): void {
    assert.ok(this.text(name).includes(before));
    this.write(name, this.text(name).replace(before, after));
  }

  open(name: string): { readonly project: Project; readonly file: TS.SourceFile } {
    return this.view.find(virtualFile(name)) ?? assert.fail();
  }
}

/** All that is known of a file, without the program's own objects. */
function knowledge(project: Project, file: TS.SourceFile): unknown {
  const c = project.compiled(file);
  return {
    diagnostics: project.diagnostics(file),
    units: c?.units,
    names: c?.names,
    declarations: c?.declarations.map((d) => [d.node.getStart(), d.unit?.id]),
    instantiations: c?.instantiations.map((i) => [i.node.getStart(), i.unit.id]),
    dependencies: c?.dependencies.map((d) => d.fileName),
  };
}

function assertAsFresh(service: Service, name: string): void {
  const { project, file } = service.open(name);
  const fresh = makeProject(project.program, ["vitis"]);
  assert.deepEqual(knowledge(project, file), knowledge(fresh, file), service.text(name));
}

/** An example without its imports. */
function example(name: string): string {
  return fs.readFileSync(path.join(repository, "examples", `${name}.ts`), "utf8").replace(/import [^;]*;\n/g, "");
}

const head = `import {
  dim, float32, grid, int16, int32, kernel, range, region, stream, uint32, uint8, zeros, type Tensor,
} from "heddle";
import { offset } from "./other.js";
const rows = 8, columns = 8;
type Rows = typeof rows; type Columns = typeof columns;
function shifted(x: int32): int32 {
  return x + offset;
}
@kernel()
export function shift(A: Tensor<int32, [8]>): void {
  for (const [i] of grid(8)) A[i] = shifted(A[i]);
}
`;

const text = head + ["sobel", "histogram", "gemm", "producer-consumer", "insertion-sort"].map(example).join("\n");
const files = { "long.ts": text, "other.ts": "export const offset = 3;\n" };

describe("the editor's memory", function () {
  this.timeout(120_000);

  it("keeps the units that an edit elsewhere leaves alone, and moves them", () => {
    const service = new Service(files);
    const unit = (id: string): unknown => {
      const { project, file } = service.open("long.ts");
      return project.compiled(file)?.units.find((u) => u.id === id)?.unit ?? assert.fail(`no unit ${id}`);
    };
    const [before, after] = [unit("shift"), unit("increment")];
    service.edit("long.ts", "let gx: int32 = 0;", "let gx: int32 = 0;\n      // more text");
    assert.equal(unit("shift"), before);
    assert.notEqual(unit("increment"), after);
    assertAsFresh(service, "long.ts");
    service.edit("long.ts", "return x + offset;", "return x - offset;");
    assert.notEqual(unit("shift"), before);
    assertAsFresh(service, "long.ts");
  });

  it("moves regions, whose names hold more than plain data", () => {
    const region = `import { int32, kernel, pid, region, streams, type Tensor } from "heddle";
@region()
export function ring(A: Tensor<int32, [4]>): void {
  const links = streams(int32, [2, 2], { depth: 2 });
  @kernel({ mapping: [2, 2], args: [A] })
  function hop(a: Tensor<int32, [4]>): void {
    const [i, j] = pid<2>();
    const next = links[i][(j + 1) % 2];
    next.put(a[2 * i + j]);
    a[2 * i + j] = links[i][j].get();
  }
}
`;
    const service = new Service({ "ring.ts": region });
    const found = (): unknown => {
      const { project, file } = service.open("ring.ts");
      const fresh = makeProject(project.program, ["vitis"]);
      const known = (p: Project): unknown => ({ diagnostics: p.diagnostics(file), units: p.compiled(file)?.units });
      assert.deepEqual(known(project), known(fresh));
      return project.compiled(file)?.units.length;
    };
    assert.equal(found(), 1);
    service.edit("ring.ts", "@region()", "// a line more\n@region()");
    assert.equal(found(), 1);
    service.edit("ring.ts", "depth: 2", "depth: 3");
    assert.equal(found(), 1);
  });

  it("keeps the results of other files, unless they import what has changed", () => {
    const service = new Service({ ...files, "alone.ts": text.replace(/import \{ offset.*\n/, "const offset = 4;\n") });
    const compiled = (name: string): unknown => {
      const { project, file } = service.open(name);
      return project.compiled(file);
    };
    const [long, alone] = [compiled("long.ts"), compiled("alone.ts")];
    service.edit("other.ts", "= 3", "= 5");
    assert.equal(compiled("alone.ts"), alone);
    assert.notEqual(compiled("long.ts"), long);
    assertAsFresh(service, "long.ts");
  });

  it("forgets when a file that all see changes", () => {
    const service = new Service({ ...files, "ambient.d.ts": "declare const everywhere: number;\n" });
    const compiled = (): unknown => {
      const { project, file } = service.open("long.ts");
      return project.compiled(file);
    };
    const before = compiled();
    assert.equal(compiled(), before);
    service.edit("ambient.d.ts", "number", "string");
    assert.notEqual(compiled(), before);
  });

  const inserted = ["1", ";", "(", "}", " + 1", "x"];
  const lines = ["", "// text", "const extra = 3;", "function gx(): void {}", "type T = 1;"];
  const words = ["rows", "columns", "offset", "gx", "int32", "uint8", "shifted", "i", "edges", "A"];
  const place = fc.nat(10_000);
  const edit = fc.oneof(
    fc.record({ kind: fc.constant("delete" as const), at: place, length: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant("insert" as const), at: place, what: fc.constantFrom(...inserted) }),
    fc.record({ kind: fc.constant("line" as const), at: place, what: fc.constantFrom(...lines) }),
    fc.record({
      kind: fc.constant("rename" as const), at: place, what: fc.constantFrom(...words), to: fc.constantFrom(...words),
    }),
    fc.record({ kind: fc.constant("number" as const), at: place, to: fc.nat(9) }),
  );
  type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

  /** The text after an edit; `at` chooses among the places where it can be made. */
  function edited(before: string, e: Edit): string {
    const splice = (at: number, length: number, added: string): string =>
      before.slice(0, at) + added + before.slice(at + length);
    const choose = (pattern: RegExp): RegExpExecArray | undefined => {
      const all = [...before.matchAll(pattern)];
      return all[e.at % Math.max(1, all.length)];
    };
    switch (e.kind) {
      case "delete":
        return splice(e.at % before.length, e.length, "");
      case "insert":
        return splice(e.at % before.length, 0, e.what);
      case "line":
        return splice((choose(/^/gm)?.index ?? 0), 0, `${e.what}\n`);
      case "rename": {
        const found = choose(new RegExp(`\\b${e.what}\\b`, "g"));
        return found === undefined ? before : splice(found.index, e.what.length, e.to);
      }
      case "number": {
        const found = choose(/\b\d\b/g);
        return found === undefined ? before : splice(found.index, 1, String(e.to));
      }
    }
  }

  it("agrees with a fresh start after any edits", () => {
    let kept = 0;
    const service = new Service(files);
    const units = (): readonly unknown[] => {
      const { project, file } = service.open("long.ts");
      return project.compiled(file)?.units.map((u) => u.unit) ?? [];
    };
    fc.assert(fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
      service.write("long.ts", text);
      const known = new Set(units());
      for (const e of edits) {
        service.write("long.ts", edited(service.text("long.ts"), e));
        assertAsFresh(service, "long.ts");
        kept += units().filter((u) => known.has(u)).length;
      }
    }), { numRuns: 12 });
    assert.ok(kept > 20, `only ${kept} units were kept`);
  });
});

describe("the editor's plugin", () => {
  it("logs what fails in it and gives TypeScript's own answers", () => {
    const log: string[] = [];
    const { base } = new Service(files);
    const broken: TS.LanguageService = { ...base, getProgram: () => assert.fail("a bug of ours") };
    const project = { projectService: { logger: { info: (message: string) => log.push(message) } } };
    const info = { languageService: broken, project } as unknown as TS.server.PluginCreateInfo;
    const service = init({ typescript: loadTypeScript() }).create(info);
    const name = virtualFile("long.ts");
    const codes = service.getSemanticDiagnostics(name).map((d) => d.code);
    assert.ok(codes.includes(1206));
    assert.deepEqual(service.getQuickInfoAtPosition(name, 10), base.getQuickInfoAtPosition(name, 10));
    assert.deepEqual(service.getCodeFixesAtPosition(name, 0, 1, [1_003_004], {}, {}), []);
    assert.match(log.join("\n"), /heddle\/editor: reading .*long\.ts failed: AssertionError.*a bug of ours/);
  });
});
