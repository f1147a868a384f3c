/**
 * Every program in the documentation compiles. A block marked ```ts src/a.ts is a file of its page's project; a block
 * marked plain ```ts is a file by itself; ```ts fragment (and `wrong`, `right` in the generated page) is not compiled.
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
}

function pages(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return pages(name);
    return name.endsWith(".md") ? [name] : [];
  });
}

function snippetsOf(page: string): readonly Snippet[] {
  const text = readFileSync(path.join(root, page), "utf8");
  const folder = path.basename(page, ".md").toLowerCase();
  return [...text.matchAll(/^( *)```ts(?: +(\S+))?\n([\s\S]*?)^ *```$/gm)].flatMap((match, i) => {
    const [, indent = "", mark, body = ""] = match;
    if (mark !== undefined && notCompiled.has(mark)) return [];
    const file = `${folder}/${mark ?? `src/snippet-${i + 1}.ts`}`;
    return [{ file, text: body.replace(new RegExp(`^${indent}`, "gm"), "") }];
  });
}

/** What tspc prints about `snippets`, all in one project in a folder with a blank in its name. */
async function compile(snippets: readonly Snippet[]): Promise<string> {
  const config = JSON.parse(tsconfig) as { readonly compilerOptions: object };
  const project = new Project(Object.fromEntries(snippets.map(({ file, text }) => [file, text])), { name: "heddle snippets" });
  try {
    project.write({ "tsconfig.json": JSON.stringify({ ...config, include: ["*/src", "*/test"] }) });
    return (await project.tspc("--noEmit")).output;
  } finally {
    project.dispose();
  }
}

describe("programs in the documentation", () => {
  const snippets = ["README.md", ...pages("docs")].flatMap(snippetsOf);
  const fromInit = Object.entries(newFiles).map(([file, text]) => ({ file: `init/${file}`, text }));

  it("are found", () => {
    assert.ok(snippets.length >= 8, `only ${snippets.length} found`);
  });

  it("compile without an error, and so do the files of heddle init", async () => {
    assert.equal(await compile([...snippets, ...fromInit.filter(({ file }) => file.endsWith(".ts"))]), "");
  }).timeout(120_000);

  it("would be reported if they did not compile", async () => {
    const wrong = { file: "wrong/src/a.ts", text: 'const a: string = 1;\nexport { a };\n' };
    assert.match(await compile([wrong]), /wrong\/src\/a\.ts\(1,7\): error TS2322/);
  }).timeout(120_000);
});
