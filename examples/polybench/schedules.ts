/** A schedule for each kernel, by the name of its benchmark; the same for every size and element type. */
import type { Step } from "heddle";
import { steps as mm2 } from "./2mm.schedule.js";
import { steps as mm3 } from "./3mm.schedule.js";
import { steps as adi } from "./adi.schedule.js";
import { steps as atax } from "./atax.schedule.js";
import { steps as bicg } from "./bicg.schedule.js";
import { steps as cholesky } from "./cholesky.schedule.js";
import { steps as correlation } from "./correlation.schedule.js";
import { steps as covariance } from "./covariance.schedule.js";
import { steps as deriche } from "./deriche.schedule.js";
import { steps as doitgen } from "./doitgen.schedule.js";
import { steps as durbin } from "./durbin.schedule.js";
import { steps as fdtd2d } from "./fdtd-2d.schedule.js";
import { steps as floydWarshall } from "./floyd-warshall.schedule.js";
import { steps as gemm } from "./gemm.schedule.js";
import { steps as gemver } from "./gemver.schedule.js";
import { steps as gesummv } from "./gesummv.schedule.js";
import { steps as gramschmidt } from "./gramschmidt.schedule.js";
import { steps as heat3d } from "./heat-3d.schedule.js";
import { steps as jacobi1d } from "./jacobi-1d.schedule.js";
import { steps as jacobi2d } from "./jacobi-2d.schedule.js";
import { steps as lu } from "./lu.schedule.js";
import { steps as ludcmp } from "./ludcmp.schedule.js";
import { steps as mvt } from "./mvt.schedule.js";
import { steps as nussinov } from "./nussinov.schedule.js";
import { steps as seidel2d } from "./seidel-2d.schedule.js";
import { steps as symm } from "./symm.schedule.js";
import { steps as syr2k } from "./syr2k.schedule.js";
import { steps as syrk } from "./syrk.schedule.js";
import { steps as trisolv } from "./trisolv.schedule.js";
import { steps as trmm } from "./trmm.schedule.js";

export const schedules: Readonly<Record<string, readonly Step[]>> = {
  "2mm": mm2,
  "3mm": mm3,
  adi,
  atax,
  bicg,
  cholesky,
  correlation,
  covariance,
  deriche,
  doitgen,
  durbin,
  "fdtd-2d": fdtd2d,
  "floyd-warshall": floydWarshall,
  gemm,
  gemver,
  gesummv,
  gramschmidt,
  "heat-3d": heat3d,
  "jacobi-1d": jacobi1d,
  "jacobi-2d": jacobi2d,
  lu,
  ludcmp,
  mvt,
  nussinov,
  "seidel-2d": seidel2d,
  symm,
  syr2k,
  syrk,
  trisolv,
  trmm,
};
