/** The table of targets: a new one is one entry here. */
import { vitis } from "./cpp/vitis.js";
import type { Target } from "./target.js";

/** The functional model is part of the compiled JavaScript itself. */
const js: Target = {
  name: "js",
  doc: "the functional model: JavaScript that runs in Node, written by tsc itself; no further files",
  check: () => [],
  emit: () => [],
};

/** Every target by the name that users write. */
export const targets: ReadonlyMap<string, Target> = new Map([js, vitis].map((t) => [t.name, t]));
