/**
 * Every program in the documentation compiles. A block marked ```ts src/a.ts is a file of its page's project (so is one
 * in another language that is marked with a file), a block marked plain ```ts is a file by itself; ```ts fragment (and
 * `wrong`, `right` in the generated page) is not compiled. A program that is followed by ```text prints is run, and
 * prints that. Warnings are those that the page tells of by their codes.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { newFiles, tsconfig } from "../../cli/templates.js";
import { Project, repository as root } from "../support/project.js";

const notCompiled = new Set(["fragment", "wrong", "right"]);

interface Snippet {
  readonly file: string;
  readonly text: string;
  /** What it prints, for those that are run. */
  readonly prints?: string;
}

function pages(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return pages(name);
    return name.endsWith(".md") ? [name] : [];
  });
}

function folderName(page: string): string {
  return path.basename(page, ".md").toLowerCase();
}

function snippetsOf(page: string): readonly Snippet[] {
  const text = readFileSync(path.join(root, page), "utf8");
  const folder = folderName(page);
  const blocks = text.matchAll(/^( *)```(ts|\w+(?= +src\/))(?: +(\S+))?\n([\s\S]*?)^ *```$(?:\n+```text prints\n([\s\S]*?)^```$)?/gm);
  return [...blocks].flatMap((match, i) => {
    const [, indent = "", , mark, body = "", prints] = match;
    if (mark !== undefined && notCompiled.has(mark)) return [];
    const file = `${folder}/${mark ?? `src/snippet-${i + 1}.ts`}`;
    const snippet = { file, text: body.replace(new RegExp(`^${indent}`, "gm"), "") };
    return [prints === undefined ? snippet : { ...snippet, prints }];
  });
}

/** The page that a file belongs to. */
function folderOf(file: string): string {
  return file.split("/")[0] ?? "";
}

/** What the compiler says that is neither a warning whose code stands on the page of its file, nor the rest of one. */
function unexpected(output: string, texts: ReadonlyMap<string, string>): readonly string[] {
  let isExpected = false;
  return output.split("\n").filter((line) => {
    const [, folder = "", code = ""] = /^([^/ ]+)\/.*: warning (HDL\d+): /.exec(line) ?? [];
    if (!line.startsWith("  ")) isExpected = code !== "" && texts.get(folder)?.includes(code) === true;
    return line !== "" && !isExpected;
  });
}

/** A project of all `snippets`, in a folder with a blank in its name. */
function projectOf(snippets: readonly Snippet[]): Project {
  const config = JSON.parse(tsconfig) as { readonly compilerOptions: object };
  const project = new Project(Object.fromEntries(snippets.map(({ file, text }) => [file, text])), { name: "heddle snippets" });
  project.write({ "tsconfig.json": JSON.stringify({ ...config, include: ["*/src", "*/test"] }) });
  return project;
}

describe("programs in the documentation", () => {
  const allPages = ["README.md", ...pages("docs")];
  const snippets = allPages.flatMap(snippetsOf);
  const texts = new Map(allPages.map((p) => [folderName(p), readFileSync(path.join(root, p), "utf8")]));
  const fromInit = Object.entries(newFiles).map(([file, text]) => ({ file: `init/${file}`, text }));

  it("are found", () => {
    assert.ok(snippets.length >= 8, `only ${snippets.length} found`);
  });

  it("compile without an error, and so do the files of heddle init", async () => {
    const project = projectOf([...snippets, ...fromInit.filter(({ file }) => file.endsWith(".ts"))]);
    try {
      assert.deepEqual(unexpected((await project.tspc("--noEmit")).output, texts), []);
    } finally {
      project.dispose();
    }
  }).timeout(120_000);

  it("would be reported if they did not compile", async () => {
    const project = projectOf([{ file: "wrong/src/a.ts", text: "const a: string = 1;\nexport { a };\n" }]);
    try {
      assert.match((await project.tspc("--noEmit")).output, /wrong\/src\/a\.ts\(1,7\): error TS2322/);
    } finally {
      project.dispose();
    }
  }).timeout(120_000);

  describe("print what the pages say", () => {
    const pagesThatRun = new Set(snippets.filter((s) => s.prints !== undefined).map(({ file }) => folderOf(file)));
    let project: Project;
    before(() => { project = projectOf(snippets.filter(({ file }) => pagesThatRun.has(folderOf(file)))); });
    after(() => { project.dispose(); });

    it("once they are compiled", async () => {
      assert.deepEqual(unexpected((await project.tspc()).output, texts), []);
    }).timeout(120_000);

    const run = snippets.filter((s) => s.prints !== undefined);
    for (const { file, prints } of run) {
      it(file, async () => {
        const { output } = await project.node(path.join("dist", file.replace(/\.ts$/, ".js")));
        assert.equal(output, prints);
      }).timeout(60_000);
    }

    it("and are not few", () => {
      assert.ok(run.length >= 8, `only ${run.length} are run`);
    });
  });
});
