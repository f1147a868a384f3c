/** Golden pictures, and what must hold in every picture. */
import assert from "node:assert/strict";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";
import type { Module } from "../../lib/ir/ir.js";
import { networkGraph } from "../../lib/graph/graph.js";
import { graphForms } from "../../lib/graph/forms.js";
import { describeGoldens } from "../support/golden.js";
import { networks } from "./networks.js";

const modules = new Map([...networks].map(([name, text]): [string, Module] => [name, parseModule(text)]));

/** Unfolded ones too where that is not too large to look at. */
const unfolded = ["systolic-4", "hierarchy", "merge", "odd-names"];

const cases = [...modules].flatMap(([name, m]): [string, () => string][] => {
  const shown = (form: "text" | "svg" | "dot", unfold = false) => (): string => graphForms[form](networkGraph(m, { unfold }));
  const folded: [string, () => string][] = [[`${name}.txt`, shown("text")], [`${name}.svg`, shown("svg")], [`${name}.dot`, shown("dot")]];
  return unfolded.includes(name) ? [...folded, [`${name}-unfolded.txt`, shown("text", true)], [`${name}-unfolded.svg`, shown("svg", true)]] : folded;
});

describeGoldens("graph", new Map(cases));

describe("the networks of the pictures", () => {
  for (const [name, m] of modules) it(name, () => assert.deepEqual(verifyModule(m), []));
});
