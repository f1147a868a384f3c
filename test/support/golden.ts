/**
 * Golden files: text that is compared as a whole. `npm run test:update` writes them; a missing one fails, and so does one
 * that no case asks for.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { repository } from "./project.js";

const isUpdating = process.env.UPDATE_GOLDEN === "1";

/** One test for each case: its text must be that of test/golden/`folder`/`name`. And one that no other files are there. */
export function describeGoldens(folder: string, cases: ReadonlyMap<string, () => string>): void {
  const root = path.join(repository, "test", "golden", folder);
  describe(`golden files of ${folder}`, () => {
    for (const [name, text] of cases) it(name, () => compare(path.join(root, name), text()));
    it("are all asked for", () => {
      const orphans = fs.readdirSync(root).filter((f) => !cases.has(f));
      if (isUpdating) orphans.forEach((f) => fs.rmSync(path.join(root, f)));
      else assert.deepEqual(orphans, [], "remove them, or run npm run test:update");
    });
  });
}

function compare(file: string, text: string): void {
  if (isUpdating) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return;
  }
  assert.ok(fs.existsSync(file), `${file} is missing: look at the text, then run npm run test:update\n${text}`);
  assert.equal(text, fs.readFileSync(file, "utf8"), `${file} differs: if that is meant, run npm run test:update`);
}
