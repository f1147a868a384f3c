/**
 * The TypeScript that is compiling. ts-patch hands its own patched instance to the plugin; everybody else loads the
 * package. All code in transformer/ uses this one binding, so that a build never loads the compiler twice.
 */
import { createRequire } from "node:module";
import type * as TS from "typescript";

export type TypeScript = typeof TS;

export let ts: TypeScript;
let isLoaded = false;

export function useTypeScript(instance: TypeScript): void {
  ts = instance;
  isLoaded = true;
}

/** Loads the `typescript` package unless an instance is already in use. */
export function loadTypeScript(): TypeScript {
  if (!isLoaded) useTypeScript(createRequire(import.meta.url)("typescript") as TypeScript);
  return ts;
}
