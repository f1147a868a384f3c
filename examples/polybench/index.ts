/** All 30 kernels, in alphabetical order. */
import type { Benchmark } from "./benchmark.js";
import { benchmark as mm2 } from "./2mm.js";
import { benchmark as mm3 } from "./3mm.js";
import { benchmark as adi } from "./adi.js";
import { benchmark as atax } from "./atax.js";
import { benchmark as bicg } from "./bicg.js";
import { benchmark as cholesky } from "./cholesky.js";
import { benchmark as correlation } from "./correlation.js";
import { benchmark as covariance } from "./covariance.js";
import { benchmark as deriche } from "./deriche.js";
import { benchmark as doitgen } from "./doitgen.js";
import { benchmark as durbin } from "./durbin.js";
import { benchmark as fdtd2d } from "./fdtd-2d.js";
import { benchmark as floydWarshall } from "./floyd-warshall.js";
import { benchmark as gemm } from "./gemm.js";
import { benchmark as gemver } from "./gemver.js";
import { benchmark as gesummv } from "./gesummv.js";
import { benchmark as gramschmidt } from "./gramschmidt.js";
import { benchmark as heat3d } from "./heat-3d.js";
import { benchmark as jacobi1d } from "./jacobi-1d.js";
import { benchmark as jacobi2d } from "./jacobi-2d.js";
import { benchmark as lu } from "./lu.js";
import { benchmark as ludcmp } from "./ludcmp.js";
import { benchmark as mvt } from "./mvt.js";
import { benchmark as nussinov } from "./nussinov.js";
import { benchmark as seidel2d } from "./seidel-2d.js";
import { benchmark as symm } from "./symm.js";
import { benchmark as syr2k } from "./syr2k.js";
import { benchmark as syrk } from "./syrk.js";
import { benchmark as trisolv } from "./trisolv.js";
import { benchmark as trmm } from "./trmm.js";

export const benchmarks: readonly Benchmark[] = [
  mm2, mm3, adi, atax, bicg, cholesky, correlation, covariance, deriche, doitgen, durbin, fdtd2d, floydWarshall, gemm,
  gemver, gesummv, gramschmidt, heat3d, jacobi1d, jacobi2d, lu, ludcmp, mvt, nussinov, seidel2d, symm, syr2k, syrk,
  trisolv, trmm,
];
