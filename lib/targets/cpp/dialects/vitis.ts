/** Vitis HLS. References: AMD UG1399, "Vitis High-Level Synthesis User Guide", by section title. */
import type { Directive } from "../tree.js";
import type { Dialect } from "../dialect.js";

function directive(d: Directive): string {
  switch (d.kind) {
    case "dataflow":
      return "#pragma HLS dataflow"; // "pragma HLS dataflow"
    case "depth":
      return `#pragma HLS stream variable=${d.stream} depth=${d.depth}`; // "pragma HLS stream"
  }
}

export const vitisDialect: Dialect = {
  name: "vitis",
  title: "Vitis HLS",
  widestInteger: 4096,
  includes: {
    integers: "#include <stdint.h>",
    wide: "#include <ap_int.h>",
    fixed: "#include <ap_fixed.h>",
    half: "#include <hls_half.h>",
    streams: "#include <hls_stream.h>",
    math: "#include <hls_math.h>",
    assert: "#include <assert.h>",
  },
  // "Arbitrary Precision (AP) Data Types": 1024 bits unless AP_INT_MAX_W says more, before the first include.
  beforeIncludes: (widest) => (widest > 1024 ? ["#define AP_INT_MAX_W 4096"] : []),
  wideInteger: (width, signed) => `ap_${signed ? "" : "u"}int<${width}>`,
  // "Overview of Arbitrary Precision Fixed-Point Data Types", "Fixed-Point Identifier Summary".
  fixed: {
    signed: "ap_fixed",
    unsigned: "ap_ufixed",
    roundings: {
      trunc: "AP_TRN", truncZero: "AP_TRN_ZERO", round: "AP_RND", roundZero: "AP_RND_ZERO", roundMinInf: "AP_RND_MIN_INF",
      roundInf: "AP_RND_INF", roundConv: "AP_RND_CONV",
    },
    overflows: { wrap: "AP_WRAP", saturate: "AP_SAT", saturateZero: "AP_SAT_ZERO", saturateSym: "AP_SAT_SYM" },
  },
  // "Floats and Doubles": half, of hls_half.h.
  half: "half",
  // "Class Methods and Operators", explicit conversions.
  wideTo: {
    int32: "to_int", uint32: "to_uint", int64: "to_int64", uint64: "to_uint64", float32: "to_float", float64: "to_double",
  },
  // "Initialization and Assignment from Constants (Literals)": strings with their radix.
  wideConstant: (type, hex) => `${type}("${hex}", 16)`,
  // "HLS Stream Library": the depth is the second template argument; parameters are by reference without it.
  stream: (element, depth) => `hls::stream<${element}${depth === undefined ? ">&" : `, ${depth}>`}`,
  streamRead: "read",
  streamWrite: "write",
  directive,
  process: {
    call: (call) => `HEDDLE_PROCESS(${call});`,
    lines: [
      "// Heddle's hls_stream.h runs each process of a region beside the others; with the vendor's it is a plain call.",
      "#ifndef HEDDLE_PROCESS",
      "#define HEDDLE_PROCESS(call) call",
      "#endif",
    ],
  },
  labelLines: [`#pragma GCC diagnostic ignored "-Wunused-label"  // labels name the loops in reports and directives`],
};
