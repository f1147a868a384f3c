/** 48xx: building: the plugin's options in tsconfig.json, and the files that a build writes. */
import { didYouMean } from "../closest.js";
import { kind } from "../diagnostic.js";

/** The diagnostics of the transformer's plumbing. */
export const build = {
  unknownOption: kind({
    code: 4801,
    severity: "error",
    title: "Unknown option of the transformer",
    message: (name: string, known: readonly string[]) =>
      `heddle/transformer has no option '${name}'.${didYouMean(name, known)}`,
    help: (_name, known) => `the options are ${known.map((k) => `"${k}"`).join(" and ")}`,
    cause: "A misspelt option would silently do nothing.",
    wrong: `{ "transform": "heddle/transformer", "transformProgram": true, "target": ["vitis"] }`,
    right: `{ "transform": "heddle/transformer", "transformProgram": true, "targets": ["vitis"] }`,
  }),
  optionType: kind({
    code: 4802,
    severity: "error",
    title: "An option of the transformer has the wrong type",
    message: (name: string, expected: string) => `option '${name}' of heddle/transformer must be ${expected}`,
    cause: "Options are plain JSON of a fixed form.",
    wrong: `"targets": "vitis"`,
    right: `"targets": ["vitis"]`,
  }),
  unknownTarget: kind({
    code: 4803,
    severity: "error",
    title: "Unknown target",
    message: (name: string, known: readonly string[]) => `there is no target '${name}'.${didYouMean(name, known)}`,
    help: (_name, known) => `the targets are ${known.map((k) => `"${k}"`).join(", ")}`,
    cause: "Each name in \"targets\" must be one that `heddle targets` lists.",
    wrong: `"targets": ["vits"]`,
    right: `"targets": ["vitis"]`,
  }),
  duplicateUnit: kind({
    code: 4804,
    severity: "error",
    title: "Two kernels of one name",
    message: (name: string, here: string, there: string) =>
      here === there
        ? `two kernels in ${here} are called '${name}', so both would be written to the same folder`
        : `kernel '${name}' in ${here} would be written to the same folder as kernel '${name}' in ${there}`,
    help: () => "rename one of them",
    cause: "The artefacts of a kernel are written to a folder of the kernel's name.",
    wrong: "// a.ts\n@kernel() export function add(/* … */) {}\n// b.ts\n@kernel() export function add(/* … */) {}",
    right: "// a.ts\n@kernel() export function addRows(/* … */) {}\n// b.ts\n@kernel() export function addColumns(/* … */) {}",
  }),
  cannotWrite: kind({
    code: 4805,
    severity: "error",
    title: "The artefacts could not be written",
    message: (name: string, file: string, reason: string) =>
      `the artefacts of '${name}' could not be written: ${file}: ${reason}`,
    help: () => `check the path and permissions of "outDir" in tsconfig.json, and the space left on the disk`,
    cause: "The operating system refused to create or replace a file in the output directory; nothing of the kernel was replaced.",
    wrong: `"outDir": "/usr/share/hardware"`,
    right: `"outDir": "hardware"`,
  }),
};
