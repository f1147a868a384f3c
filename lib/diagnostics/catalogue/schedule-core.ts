/** 2001 to 2029: steps in general, and the order of iterations. */
import { didYouMean } from "../closest.js";
import { kind } from "../diagnostic.js";

const listed = (names: readonly string[]): string => names.map((n) => `'${n}'`).join(", ");

export const scheduleCore = {
  unknownPrimitive: kind({
    code: 2001, severity: "error", title: "An unknown primitive",
    message: (name: string, known: readonly string[]) => `there is no primitive '${name}'.${didYouMean(name, known)}`,
    help: (_name, known) => `the primitives are ${known.join(", ")}`,
    cause: "A step names a primitive by what it is called in the list of primitives.",
    wrong: '{ "primitive": "spilt", "loop": "i", "factor": 8 }',
    right: '{ "primitive": "split", "loop": "i", "factor": 8 }',
  }),
  badArgument: kind({
    code: 2002, severity: "error", title: "A wrong argument of a primitive",
    message: (primitive: string, name: string, wanted: string, given: string) => `'${name}' of ${primitive} must be ${wanted}, not ${given}`,
    cause: "Each argument of a primitive has a type, and numbers have a range.",
    wrong: 'split("i", 0)',
    right: 'split("i", 8)',
  }),
  unknownArgument: kind({
    code: 2003, severity: "error", title: "An unknown argument of a primitive",
    message: (primitive: string, name: string, known: readonly string[]) => `${primitive} has no argument '${name}'.${didYouMean(name, known)}`,
    help: (primitive, _name, known) => `${primitive} takes ${known.join(", ")}`,
    cause: "An argument that is not looked at would be lost without a word.",
    wrong: 'pipeline("i", { iii: 2 })',
    right: 'pipeline("i", { ii: 2 })',
  }),
  unknownLoop: kind({
    code: 2004, severity: "error", title: "An unknown loop, memory or function",
    message: (what: string, name: string, known: readonly string[]) => `there is no ${what} '${name}'.${didYouMean(name, known)}`,
    help: (what, _name, known) => (known.length === 0 ? `there is no ${what} at all` : `there is ${known.join(", ")}`),
    cause: "Loops are named by their iteration variable, memories and functions by their names.",
    wrong: 'split("x", 8)',
    right: 'split("i", 8)',
  }),
  goneLoop: kind({
    code: 2005, severity: "error", title: "A loop or memory that an earlier step has replaced",
    message: (name: string, primitive: string, step: number, into: readonly string[]) =>
      `'${name}' is gone: step ${step} (${primitive}) ${into.length === 0 ? "left no loop of it" : `made ${into.join(", ")} of it`}`,
    help: (_name, primitive, _step, into) => {
      if (into.length === 0) return `say what is to be said of it before ${primitive}`;
      return `name ${into.length === 1 ? into.join("") : `one of ${into.join(", ")}`}`;
    },
    cause: "Steps apply one after the other, each to what the ones before it left.",
    wrong: 'split("i", 8), unroll("i")',
    right: 'split("i", 8), unroll("i.inner")',
  }),
  ambiguousName: kind({
    code: 2006, severity: "error", title: "A name of several loops",
    message: (name: string, names: readonly string[]) => `'${name}' may be ${listed(names)}`,
    help: (_name, names) => `write ${names[0] ?? ""}, or label the loops in the kernel: init: for (const [i] of grid(8))`,
    cause: "Several loops have this iteration variable.",
    wrong: 'unroll("i")',
    right: 'unroll("C.i")',
  }),
  namedTwice: kind({
    code: 2007, severity: "error", title: "A loop named twice",
    message: (primitive: string, name: string) => `${primitive} names '${name}' twice`,
    cause: "The primitive is about different loops.",
    wrong: 'reorder("i", "i")',
    right: 'reorder("j", "i")',
  }),
  dynamicLoop: kind({
    code: 2010, severity: "error", title: "A loop whose number of iterations is not known",
    message: (primitive: string, name: string) => `${primitive} needs a loop with a known number of iterations; that of '${name}' depends on run-time values`,
    cause: "What becomes of the loop is built for a fixed number of iterations.",
    wrong: "for (let i = 0; i < n; i++) A[i] = 0; // split(\"i\", 8)",
    right: "for (let i = 0; i < 64; i++) if (i < n) A[i] = 0;",
  }),
  factorTooLarge: kind({
    code: 2011, severity: "error", title: "A factor that is too large",
    message: (primitive: string, name: string, factor: number, trips: string) => `the factor ${factor} of ${primitive} is more than the ${trips} iterations of '${name}'`,
    cause: "There are not so many iterations to take together.",
    wrong: "for (const [i] of grid(4)) A[i] = 0; // split(\"i\", 8)",
    right: "for (const [i] of grid(4)) A[i] = 0; // split(\"i\", 2)",
  }),
  imperfectSplit: kind({
    code: 2012, severity: "error", title: "A factor that does not divide",
    message: (name: string, factor: number, trips: string) => `${factor} does not divide the ${trips} iterations of '${name}'`,
    help: () => 'choose what becomes of the rest: { tail: "guard" } tests in each iteration, { tail: "min" } shortens the last run',
    cause: "A perfect split was asked for, which leaves no rest.",
    wrong: 'split("i", 8, { tail: "perfect" }) // of 20 iterations',
    right: 'split("i", 5, { tail: "perfect" })',
  }),
  notNested: kind({
    code: 2013, severity: "error", title: "Loops that are not a nest",
    message: (outer: string, inner: string) => `'${inner}' does not stand directly inside '${outer}'`,
    cause: "The loops must be around each other, with nothing else between them.",
    wrong: "for (const i of range(8)) { A[i] = 0; for (const j of range(8)) B[i][j] = 0; } // reorder(\"j\", \"i\")",
    right: "for (const [i, j] of grid(8, 8)) B[i][j] = 0; // reorder(\"j\", \"i\")",
  }),
  boundDepends: kind({
    code: 2014, severity: "error", title: "A bound that depends on another loop",
    message: (inner: string, outer: string) => `the bounds of '${inner}' depend on '${outer}', which would come inside it`,
    cause: "A loop's bounds must be known before it starts.",
    wrong: "for (let i = 0; i < 8; i++) for (let j = 0; j < i; j++) A[i][j] = 0; // reorder(\"j\", \"i\")",
    right: "for (let i = 0; i < 8; i++) for (let j = 0; j < 8; j++) if (j < i) A[i][j] = 0;",
  }),
  violatedDependence: kind({
    code: 2020, severity: "error", title: "A step that would change results",
    message: (primitive: string, kind: string, target: string, directions: string) =>
      `${primitive} would reverse a ${kind} dependence on '${target}', of direction (${directions})`,
    cause: "A later iteration reads or overwrites what an earlier one writes: in the new order it would come first.",
    wrong: "for (…i…) for (…j…) A[i][j] = A[i - 1][j + 1]; // reorder(\"j\", \"i\")",
    right: "for (…i…) for (…j…) A[i][j] = A[i - 1][j]; // reorder(\"j\", \"i\")",
  }),
  reassociation: kind({
    code: 2021, severity: "error", title: "A sum of floats in another order",
    message: (primitive: string, target: string) => `${primitive} would add to '${target}' in another order, and floats are rounded after each addition`,
    help: () => "if other rounding is welcome, ask for it: { reassociate: true }",
    cause: "Addition of floats is not associative: another order gives other bits. For integers it does not matter.",
    wrong: 'reorder("k", "i")',
    right: 'reorder("k", "i", { reassociate: true })',
  }),
  twice: kind({
    code: 2022, severity: "error", title: "A step that was made before",
    message: (what: string, primitive: string) => `${what} has a ${primitive} already`,
    cause: "The second would silently replace the first.",
    wrong: 'pipeline("i", { ii: 1 }), pipeline("i", { ii: 2 })',
    right: 'pipeline("i", { ii: 2 })',
  }),
};
