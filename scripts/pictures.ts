/** The pictures of the examples of dataflow: `top.ts` has that of its largest region in `top.svg` beside it. */
import { existsSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { networkGraph } from "../lib/graph/graph.js";
import type { NetworkGraph } from "../lib/graph/model.js";
import { tokensOf } from "../lib/graph/traffic.js";
import { graphSvg } from "../lib/graph/svg.js";
import { openProject, type BuiltUnit } from "../transformer/standalone.js";

/**
 * The pictures of the sources in `folder`, by their paths relative to `root`. Of a template there are the instances that other
 * sources, tests among them, make; of several regions in a source the one of most instances is shown. Throws with the errors of
 * the sources.
 */
export function picturesOf(root: string, folder = "examples/dataflow"): ReadonlyMap<string, () => string> {
  const files = sourcesIn(path.join(root, folder));
  if (files.length === 0) return new Map();
  const project = openProject({ cwd: path.join(root, folder), files });
  if (typeof project === "string") throw new Error(project);
  const checked = project.check();
  if (checked.errors > 0) throw new Error(checked.text(false));
  const largest = new Map<string, NetworkGraph>();
  for (const unit of project.units.filter((u) => u.kind === "region" && !isTest(u.file))) {
    const file = pictureFile(unit, root, folder);
    const graph = networkGraph(unit.module, { tokens: tokensOf(unit.module) });
    if (graph.instances > (largest.get(file)?.instances ?? 0)) largest.set(file, graph);
  }
  return new Map([...largest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, graph]) => [file, () => graphSvg(graph)]));
}

function isTest(file: string): boolean {
  return file.endsWith(".test.ts");
}

/** Absolute. */
function sourcesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((f) => f.endsWith(".ts") && !f.endsWith(".d.ts"))
    .filter((f) => !f.split(path.sep).some((part) => part === "node_modules" || part === "dist"))
    .sort().map((f) => path.join(folder, f));
}

/** A unit's file is relative to its project, whose folder may be `folder` or one above it. */
function pictureFile({ file }: BuiltUnit, root: string, folder: string): string {
  const found = [folder, path.dirname(folder), "."].find((f) => existsSync(path.join(root, f, file))) ?? ".";
  return path.posix.join(found, file.replace(/\.[cm]?tsx?$/, ".svg"));
}
