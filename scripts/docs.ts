/** Writes the generated pages of docs/, pictures of examples, and the schema of schedule files; `--check` only compares, and fails when one is stale. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cataloguePage } from "../lib/diagnostics/explain.js";
import { scheduleSchema } from "../lib/schedule/json-schema.js";
import { operatorsPage } from "./operators-page.js";
import { picturesOf } from "./pictures.js";
import { primitivesPage } from "./primitives-page.js";

const pages: Readonly<Record<string, () => string>> = {
  "docs/diagnostics.md": cataloguePage,
  "docs/operators.md": operatorsPage,
  "docs/primitives.md": primitivesPage,
  "schema/schedule.schema.json": () => `${JSON.stringify(scheduleSchema(), undefined, 2)}\n`,
};

const check = process.argv.includes("--check");
const root = fileURLToPath(new URL("../../", import.meta.url));

for (const [file, text] of [...Object.entries(pages), ...picturesOf(root)]) {
  if (read(file) === text()) {
    console.log(`${file}: up to date`);
  } else if (check) {
    console.error(`${file}: stale; run \`npm run docs\``);
    process.exitCode = 1;
  } else {
    writeFileSync(root + file, text());
    console.log(`${file}: written`);
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(root + file, "utf8");
  } catch {
    return undefined;
  }
}
