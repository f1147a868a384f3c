/** The device families there are models of. */
import type { Device } from "./device.js";
import { ultrascalePlus } from "./ultrascale-plus.js";

export type { Device } from "./device.js";

/** By name; the first is meant where none is named. */
export const devices: ReadonlyMap<string, Device> = new Map([ultrascalePlus].map((d) => [d.name, d]));

export const defaultDevice: Device = ultrascalePlus;
