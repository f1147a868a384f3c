/** 5xxx: regions, the streams in them, and how their kernels run together. */
import { layouts } from "./dataflow-layouts.js";
import { networks } from "./dataflow-networks.js";
import { rates } from "./dataflow-rates.js";
import { regions } from "./dataflow-regions.js";
import { runs } from "./dataflow-runs.js";
import { streams } from "./dataflow-streams.js";

/** The diagnostics of dataflow regions. */
export const dataflow = { ...networks, ...regions, ...streams, ...layouts, ...rates, ...runs };
