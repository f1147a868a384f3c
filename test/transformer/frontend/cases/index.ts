/** All program cases. */
import { arithmetic } from "./arithmetic.js";
import type { ProgramCase } from "./case.js";
import { constants } from "./constants.js";
import { copies } from "./copies.js";
import { functions } from "./functions.js";
import { grids } from "./grids.js";
import { layouts } from "./layouts.js";
import { loops } from "./loops.js";
import { mixtures } from "./mixtures.js";
import { names } from "./names.js";
import { peer } from "./peer.js";
import { regions } from "./regions.js";
import { statements } from "./statements.js";
import { streams } from "./streams.js";
import { tensors } from "./tensors.js";
import { types } from "./types.js";

export const programCases: readonly ProgramCase[] = [
  ...mixtures, ...loops, ...constants, ...arithmetic, ...functions, ...regions, ...grids, ...layouts, ...streams, ...statements,
  ...types, ...tensors, ...copies, ...names, ...peer,
];
