/**
 * Which folder may import which (docs/architecture.md has the table). The compiler proper is data in, data out: `lib`
 * knows no files, processes or TypeScript; only `transformer` imports the compiler's API.
 */
"use strict";

/** Everything of ours that each folder may import, its own files apart. Imports of types count. */
const allowed = {
  "lib/diagnostics": [],
  "lib/numeric": ["lib/diagnostics", "lib/ir/(types|typing|ir)\\.ts"],
  "lib/ir": ["lib/diagnostics", "lib/numeric"],
  "lib/analysis": ["lib/diagnostics", "lib/numeric", "lib/ir"],
  "lib/passes": ["lib/diagnostics", "lib/numeric", "lib/ir", "lib/analysis"],
  "lib/equivalence": ["lib/diagnostics", "lib/numeric", "lib/ir", "lib/passes"],
  "lib/schedule": ["lib/diagnostics", "lib/numeric", "lib/ir", "lib/analysis", "lib/passes"],
  "lib/targets": ["lib/diagnostics", "lib/numeric", "lib/ir", "lib/analysis", "lib/passes"],
  "lib/report": ["lib/diagnostics", "lib/numeric", "lib/ir", "lib/analysis", "lib/passes"],
  "lib/graph": ["lib/diagnostics", "lib/numeric", "lib/ir", "lib/analysis"],
  "lib/timing": ["lib/diagnostics", "lib/numeric", "lib/ir", "lib/analysis", "lib/passes", "lib/report"],
  "lib/autoschedule": ["lib/diagnostics", "lib/numeric", "lib/ir", "lib/analysis", "lib/passes", "lib/schedule", "lib/report"],
  runtime: ["lib/diagnostics", "lib/numeric", "lib/ir/(types|parse)\\.ts", "lib/schedule"],
  tools: ["lib", "runtime"],
  transformer: ["lib", "runtime", "tools"],
  cli: ["lib", "runtime", "tools", "transformer"],
};

const folders = "^(lib|runtime|tools|transformer|cli|scripts|bench|test|index\\.ts)";

const layering = Object.entries(allowed).map(([folder, others]) => ({
  name: `${folder.replace("/", "-")}-imports`,
  comment: `${folder}/ may import ${others.length === 0 ? "nothing of ours" : others.join(", ")}`,
  severity: "error",
  from: { path: `^${folder}/` },
  to: { path: folders, pathNot: [folder + "/", ...others].map((p) => `^${p}`) },
}));

module.exports = {
  forbidden: [
    ...layering,
    {
      name: "no-cycles-between-folders",
      comment: "functions that follow a tree call each other across the files of one folder; folders are layers",
      severity: "error",
      from: { path: "^(lib/[^/]+/[^/]+/|lib/[^/]+/|transformer/frontend/|[^/]+/)" },
      to: { circular: true, via: { pathNot: "^$1", dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "typescript-only-in-transformer",
      severity: "error",
      from: { path: "^(lib|runtime|tools|cli|index\\.ts)" },
      to: { path: "node_modules/typescript/" },
    },
    {
      name: "no-files-in-lib",
      comment: "lib/ and runtime/ touch no files, processes or clocks",
      severity: "error",
      from: { path: "^(lib|runtime)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "no-packages-in-lib",
      comment: "nothing but what docs/decisions says",
      severity: "error",
      from: { path: "^(lib|runtime)/" },
      to: { path: "node_modules/", pathNot: "node_modules/(reflect-metadata|ajv|@dagrejs)/" },
    },
    {
      name: "no-test-code-in-the-package",
      severity: "error",
      from: { path: "^(lib|runtime|tools|transformer|cli|index\\.ts)" },
      to: { path: "^(test|scripts|bench|examples)/" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^(heddle|mocha)" } },
    {
      name: "no-development-packages-in-the-package",
      severity: "error",
      from: { path: "^(lib|runtime|tools|transformer|cli|index\\.ts)" },
      to: { dependencyTypes: ["npm-dev"], pathNot: "node_modules/(typescript|@types)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|coverage)/|\\.d\\.ts$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js"], exportsFields: ["exports"], conditionNames: ["import", "types"] },
  },
};
