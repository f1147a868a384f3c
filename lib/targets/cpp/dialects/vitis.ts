/** Vitis HLS. References: AMD UG1399, "Vitis High-Level Synthesis User Guide", by section title. */
import type { Partition } from "../../../ir/directives.js";
import type { Directive } from "../tree.js";
import type { Dialect, Storage } from "../dialect.js";

function directive(d: Directive): string {
  switch (d.kind) {
    case "dataflow":
      return "#pragma HLS dataflow"; // "pragma HLS dataflow"
    case "inline":
      return `#pragma HLS inline${d.inline === "always" ? "" : " off"}`; // "pragma HLS inline"
    case "pipeline":
      return `#pragma HLS pipeline II=${d.ii}${d.rewind ? " rewind" : ""}`; // "pragma HLS pipeline"
    case "unroll":
      return `#pragma HLS unroll${d.factor === undefined ? "" : ` factor=${d.factor}`}`; // "pragma HLS unroll"
    case "depth":
      return `#pragma HLS stream variable=${d.variable} depth=${d.depth}`; // "pragma HLS stream"
    case "partition":
      return partitionText(d.variable, d.partition);
    case "storage":
      return storageText(d);
  }
}

/** "pragma HLS array_partition": dimensions count from 1. */
function partitionText(variable: string, { kind, dim, factor }: Partition): string {
  const parts = factor === undefined ? "" : ` factor=${factor}`;
  return `#pragma HLS array_partition variable=${variable} type=${kind} dim=${dim + 1}${parts}`;
}

/** "pragma HLS bind_storage"; the memory behind an argument of the top function is told by "pragma HLS interface". */
function storageText({ variable, binding, contents, isInterface }: Extract<Directive, { kind: "storage" }>): string {
  const { memory, ports = "dual", latency } = binding;
  const type = contents === "fifo" ? "fifo" : storage.types[contents][ports];
  const impl = memory === "auto" ? "" : ` ${isInterface ? "storage_" : ""}impl=${memory}`;
  const cycles = latency === undefined ? "" : ` latency=${latency}`;
  return isInterface
    ? `#pragma HLS interface mode=ap_memory port=${variable} storage_type=${type}${impl}${cycles}`
    : `#pragma HLS bind_storage variable=${variable} type=${type}${impl}${cycles}`;
}

/** "pragma HLS bind_storage", the tables of types and of what implements them. */
const storage: Storage = {
  types: {
    ram: { single: "ram_1p", dual: "ram_2p", simpleDual: "ram_s2p", trueDual: "ram_t2p", multiRead: "ram_1wnr" },
    rom: { single: "rom_1p", dual: "rom_2p", simpleDual: "rom_2p", trueDual: "rom_2p", multiRead: "rom_np" },
  },
  lacks: { ram_t2p: ["lutram"], rom_1p: ["uram"], rom_2p: ["uram"], rom_np: ["uram"] },
  latency: 3,
};

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
    vectors: "#include <hls_vector.h>",
    merges: "#include <hls_np_channel.h>",
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
  // "HLS Split/Merge Library".
  merge: {
    type: (element, ports, depth) => `hls::merge::load_balance<${element}, ${ports}, ${depth}>`,
    writer: (channel, port) => `${channel}.in[${port}]`,
    reader: (channel) => `${channel}.out`,
  },
  // "HLS Vector Library".
  vector: (element, count) => `hls::vector<${element}, ${count}>`,
  // Elements of FIFOs are packed into one word: HLS 214-256, "bit-width after aggregation is larger than 4096".
  widestToken: 4096,
  // "Blocking Reads and Writes", "Non-Blocking Reads and Writes", "Fullness Tests".
  streamMethods: { read: "read", write: "write", tryRead: "read_nb", tryWrite: "write_nb", empty: "empty", full: "full" },
  directive,
  storage,
  process: {
    call: (title, call) => `HEDDLE_PROCESS(${title}, ${call});`,
    lines: [
      "// Heddle's hls_stream.h runs each process of a region beside the others; with the vendor's it is a plain call.",
      "#ifndef HEDDLE_PROCESS",
      "#define HEDDLE_PROCESS(title, ...) __VA_ARGS__",
      "#endif",
    ],
  },
  streamNames: {
    text: (variable, title) => `HEDDLE_NAME(${variable}, ${title})`,
    lines: [
      "// What Heddle's hls_stream.h calls the streams of an array; with the vendor's it is nothing.",
      "#ifndef HEDDLE_NAME",
      "#define HEDDLE_NAME(streams, name)",
      "#endif",
    ],
  },
  labelLines: [`#pragma GCC diagnostic ignored "-Wunused-label"  // labels name the loops in reports and directives`],
};
