/** Where the server finds the plugin: an installed package beside an installed TypeScript, and this repository. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { Project, plugin, repository } from "../support/project.js";
import { TsServer } from "../support/tsserver.js";
import { editorPlugin } from "./support.js";

const kernel = `import { kernel, type int32, type Tensor } from "heddle";
@kernel()
export function first(A: Tensor<int32, [4]>): int32 {
  return A[4];
}
`;

/** Packs this package and unpacks it where an installation would put it, with what it depends on. */
function install(project: Project): void {
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", project.root];
  const packed = execFileSync("npm", pack, { cwd: repository, encoding: "utf8" });
  const folder = project.path("node_modules/heddle");
  project.remove("node_modules/heddle");
  fs.mkdirSync(folder);
  execFileSync("tar", ["-xzf", project.path(packed.trim()), "--strip-components=1", "-C", folder]);
  const own = JSON.parse(project.read("node_modules/heddle/package.json")) as { readonly dependencies: object };
  const installed = (name: string): string => path.join(repository, "node_modules", name);
  for (const name of Object.keys(own.dependencies)) {
    const link = project.path(`node_modules/${name}`);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(installed(name), link, "dir");
  }
  const unneeded = /[\\/]lib[\\/]([a-z]{2}(-[a-z]+)?|tsc\.js|_tsc\.js)$/;
  const filter = (file: string): boolean => !unneeded.test(file);
  project.remove("node_modules/typescript");
  const from = fs.realpathSync(installed("typescript"));
  fs.cpSync(from, project.path("node_modules/typescript"), { recursive: true, filter });
}

async function codesIn(server: TsServer, file: string, text: string): Promise<readonly number[]> {
  try {
    server.open(file, text);
    return (await server.check(file)).semanticDiag.map((d) => d.code);
  } finally {
    await server.stop();
  }
}

describe("the editor's plugin is found", function () {
  this.timeout(60_000);

  it("as an installed package, beside the TypeScript of the project", async () => {
    const options = { name: "installed here", compilerOptions: { plugins: [plugin, editorPlugin] } };
    const project = new Project({ "src/first.ts": kernel }, options);
    try {
      install(project);
      const executable = project.path("node_modules/typescript/lib/tsserver.js");
      const server = new TsServer(project.root, { executable, flags: [] });
      assert.deepEqual(await codesIn(server, project.path("src/first.ts"), kernel), [1_003_008]);
    } finally {
      project.dispose();
    }
  });

  it("in this repository, by the path that its editor settings name", async () => {
    const settings = fs.readFileSync(path.join(repository, ".vscode/settings.json"), "utf8");
    const folders = (JSON.parse(settings) as Record<string, readonly string[]>)["typescript.tsserver.pluginPaths"];
    const [folder = ""] = folders ?? [];
    const file = path.join(repository, "examples/sobel.ts");
    const flags = ["--pluginProbeLocations", path.join(repository, folder)];
    const text = fs.readFileSync(file, "utf8");
    assert.deepEqual(await codesIn(new TsServer(repository, { flags }), file, text), []);
    assert.deepEqual(await codesIn(new TsServer(repository, { flags: [] }), file, text), [1206]);
  });
});
