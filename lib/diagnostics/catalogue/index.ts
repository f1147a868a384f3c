/** Every diagnostic there is, by code. A new one goes into the file of its range; a new file is added to `tables`. */
import type { DiagnosticKind } from "../diagnostic.js";
import { build } from "./build.js";
import { constructs } from "./constructs.js";
import { dataflow } from "./dataflow.js";
import { language } from "./language.js";
import { report } from "./report.js";
import { runtime } from "./runtime.js";
import { schedule } from "./schedule.js";
import { shapes } from "./shapes.js";
import { target } from "./target.js";
import { types } from "./types.js";

/** What can be said about a kind of diagnostic without an instance of it. */
export type CatalogueEntry = Pick<DiagnosticKind, "code" | "severity" | "title" | "cause" | "wrong" | "right">;

/** The tables by the file that holds each. */
export const tables: Readonly<Record<string, Readonly<Record<string, CatalogueEntry>>>> = {
  language, constructs, types, shapes, schedule, report, target, build, dataflow, runtime,
};

/** What the first digit of a code says. */
export const ranges: readonly { readonly thousand: number; readonly title: string }[] = [
  { thousand: 1, title: "language" },
  { thousand: 2, title: "schedules" },
  { thousand: 3, title: "types and shapes" },
  { thousand: 4, title: "targets and tools" },
  { thousand: 5, title: "dataflow" },
  { thousand: 6, title: "run time" },
];

/** All kinds, in the order of their codes. */
export const catalogue: ReadonlyMap<number, CatalogueEntry> = new Map(
  Object.values(tables)
    .flatMap((table) => Object.values(table))
    .sort((a, b) => a.code - b.code)
    .map((entry) => [entry.code, entry]),
);
