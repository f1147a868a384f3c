/** `report`: what a kernel, or a schedule of one, is estimated to cost. */
import { report as kinds } from "../lib/diagnostics/catalogue/report.js";
import { target as catalogue } from "../lib/diagnostics/catalogue/target.js";
import type { Module } from "../lib/ir/ir.js";
import { devices, type Device } from "../lib/report/devices/index.js";
import { fullReport, type KernelReport } from "../lib/report/report.js";
import { describe } from "../runtime/describe.js";
import { heddleError } from "../runtime/errors.js";
import { scheduledOf } from "../runtime/schedule.js";
import type { Buildable } from "./build.js";

/** A kernel or region, or what has a module of one: a schedule. */
export type Reportable = Buildable<unknown> | { readonly module: Module };

export interface ReportOptions {
  /** The name of a model of a family of devices; `ultrascale-plus` unless given. */
  readonly device?: string;
}

/**
 * The estimate; plain data, which `reportText` shows. Throws a `HeddleError` for what is no kernel, and for unknown
 * devices.
 */
export async function report(
  kernel: Reportable, { device = "ultrascale-plus" }: ReportOptions = {},
): Promise<KernelReport> {
  return Promise.resolve(fullReport(moduleOf(kernel), deviceNamed(device)));
}

/** The module of a kernel as its schedule makes it, or of a schedule. */
export function moduleOf(kernel: Reportable): Module {
  if (typeof kernel === "object" && "module" in kernel) return kernel.module;
  const known = scheduledOf(kernel);
  if (known === undefined) throw heddleError(catalogue.notAKernel, [describe(kernel)]);
  return known.scheduled.module;
}

/** The model of this name. */
export function deviceNamed(name: string): Device {
  const device = devices.get(name);
  if (device === undefined) throw heddleError(kinds.unknownDevice, [name, [...devices.keys()]]);
  return device;
}
