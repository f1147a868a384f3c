/**
 * AMD UltraScale+ at 300 MHz, as Vitis HLS 2022.1 to 2023.2 builds for it (xcu280-fsvh2892-2L-e, 3.33 ns).
 *
 * Sources, by the names used below:
 * - `modules`: names that Vitis HLS gives to the operators it instantiates, `fadd_32ns_32ns_32_5_full_dsp` being an
 *   addition of 5 stages, in synthesis results published on GitHub.
 * - `published cycles`: cycles of unscheduled PolyBench kernels in the artefact of Stream-HLS
 *   (FPGA'25; Vitis HLS 2023.2, this part and clock, cosimulation). A float sum in memory takes exactly 8 cycles for
 *   each term (2mm: 117,648,026 cycles for 14,706,000 terms; bicg, mvt, gesummv alike): read as
 *   a read of 2, an addition of 5 and a write of 1. A float sum in a register is taken to need 4, as 3mm of `Opt1` does
 *   (63,840,026 cycles for 15,960,000 terms).
 * - `published DSPs`: the same artefact: one float multiplication and one addition take 5 DSPs.
 * - `UG1399`: AMD's guide of Vitis HLS; `UG573`, `UG574`, `UG579`: of the device's memories, logic and DSPs.
 *
 * Operators of 7 stages and more for float additions are seen as well, at other clocks: these numbers are one of several
 * choices the tool has.
 */
import type { Device } from "./device.js";

const modules = "modules";
const published = "modules, published cycles, published DSPs";
const assumption = "assumption";

export const ultrascalePlus: Device = {
  name: "ultrascale-plus",
  doc: "AMD UltraScale+ (Alveo U280) at 300 MHz with Vitis HLS",
  clock: 3.33,
  // As synthesis reports of the part list them.
  available: { dsps: 9024, brams: 4032, luts: 1_303_680 },
  floats: [
    { operation: "add", width: 32, stages: 5, dsps: 2, luts: 214,
      source: `${published}; look-up tables: ${assumption}` },
    { operation: "mul", width: 32, stages: 4, dsps: 3, luts: 135,
      source: `${published}; look-up tables: ${assumption}` },
    { operation: "div", width: 32, stages: 12, dsps: 0, luts: 802,
      source: `${modules} (beside additions of 5 stages); look-up tables: ${assumption}` },
    { operation: "sqrt", width: 32, stages: 12, dsps: 0, luts: 464,
      source: `${modules} (beside additions of 5 stages); look-up tables: ${assumption}` },
    { operation: "compare", width: 32, stages: 2, dsps: 0, luts: 66,
      source: `${modules}; look-up tables: ${assumption}` },
    { operation: "convert", width: 32, stages: 5, dsps: 0, luts: 204,
      source: `${modules} (sitofp); look-up tables: ${assumption}` },
    { operation: "function", width: 32, stages: 12, dsps: 7, luts: 922, source: `${assumption}, after fexp` },
    { operation: "add", width: 64, stages: 8, dsps: 3, luts: 630,
      source: `${modules}; DSPs, look-up tables: ${assumption}` },
    { operation: "mul", width: 64, stages: 7, dsps: 8, luts: 270,
      source: `${modules}; DSPs, look-up tables: ${assumption}` },
    { operation: "div", width: 64, stages: 31, dsps: 0, luts: 3300, source: assumption },
    { operation: "sqrt", width: 64, stages: 31, dsps: 0, luts: 1900, source: assumption },
    { operation: "compare", width: 64, stages: 2, dsps: 0, luts: 130, source: assumption },
    { operation: "convert", width: 64, stages: 6, dsps: 0, luts: 400, source: assumption },
    { operation: "function", width: 64, stages: 30, dsps: 26, luts: 2600, source: assumption },
    { operation: "add", width: 16, stages: 4, dsps: 2, luts: 120, source: assumption },
    { operation: "mul", width: 16, stages: 4, dsps: 2, luts: 60, source: assumption },
    { operation: "div", width: 16, stages: 8, dsps: 0, luts: 250, source: assumption },
    { operation: "sqrt", width: 16, stages: 8, dsps: 0, luts: 150, source: assumption },
    { operation: "compare", width: 16, stages: 2, dsps: 0, luts: 40, source: assumption },
    { operation: "convert", width: 16, stages: 3, dsps: 0, luts: 80, source: assumption },
    { operation: "function", width: 16, stages: 12, dsps: 4, luts: 500, source: assumption },
  ],
  integers: {
    dsp: [27, 18],
    lutFactor: 4,
    source: "UG579 (27 × 18 bits); 3 DSPs for 32 × 32 bits of which 32 are kept: "
      + "modules (mul_32s_32s_32); stages, small factors: assumption",
  },
  memory: {
    readStages: 2,
    writeStages: 1,
    shapes: [{ width: 36, depth: 512 }, { width: 18, depth: 1024 }, { width: 9, depth: 2048 },
      { width: 4, depth: 4096 },
      { width: 2, depth: 8192 }, { width: 1, depth: 16_384 }],
    ultra: { width: 72, depth: 4096 },
    lutramBits: 1024,
    bitsPerLut: 64,
    source: "UG573 (shapes), UG574 (64 bits a look-up table); stages: modules (RAM … LATENCY 2), "
      + "published cycles; 1024 bits: assumption",
  },
  loops: {
    automaticPipeline: 64,
    overhead: 2,
    forwarding: 1,
    source: "UG1399: `pipeline_loops` is 64; a cycle to enter and one to leave a loop; forwarding: published cycles",
  },
};
