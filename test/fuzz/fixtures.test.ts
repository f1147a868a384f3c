/** Programs on which executors once differed: they agree now. `npm run fuzz` adds to them. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { verifyModule } from "../../lib/ir/verify.js";
import { requireGxx } from "../support/tools.js";
import { nativeDifference, simulatedDifferences } from "./executors.js";
import { fixtureText, parseFixture } from "./fixture.js";

const folder = fileURLToPath(new URL("../../../test/fixtures/fuzz/", import.meta.url));

describe("programs that once differed", () => {
  const names = fs.readdirSync(folder).filter((f) => f.endsWith(".ir"));
  const fixtures = names.map((name) => parseFixture(fs.readFileSync(path.join(folder, name), "utf8")));

  for (const [i, fixture] of fixtures.entries()) {
    it(`${names[i] ?? ""}: native code`, () => {
      assert.deepEqual(verifyModule(fixture.module), []);
      assert.equal(nativeDifference(fixture), undefined);
    });

    it(`${names[i] ?? ""}: comes back from its text`, () => {
      assert.deepEqual(fixtureText(parseFixture(fixtureText(fixture))), fixtureText(fixture));
    });
  }

  it("agree in C simulation", async function () {
    this.timeout(120_000);
    const gxx = await requireGxx(this);
    const differences = await simulatedDifferences(fixtures, gxx);
    assert.deepEqual(differences, fixtures.map(() => undefined));
    assert.ok(fixtures.length > 0);
  });
});
