/**
 * `@kernel` and `@region`. The transformer removes them when it compiles a declaration, so when one is called the file
 * was compiled without it: the member is replaced by one that says so, rather than run as plain JavaScript.
 * They work under TypeScript's legacy and under standard decorators.
 */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import { heddleError } from "./errors.js";
import type { KernelFunction } from "./types.js";

export interface KernelOptions {
  /** How many instances run in a region, by dimension: `[1]` unless given. */
  readonly mapping?: readonly number[];
  /** The region's tensors and scalars that are the kernel's parameters: values in functions, field names in classes. */
  readonly args?: readonly unknown[];
}

/** As for kernels: a region inside another one is given its arguments so. */
export type RegionOptions = KernelOptions;

/** Decorates functions, methods and classes. */
export interface KernelDecorator {
  (value: KernelFunction, context?: ClassMethodDecoratorContext | ClassDecoratorContext): void;
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): void;
}

/** Marks a function or method as a kernel: it runs natively and becomes hardware. */
export function kernel(_options?: KernelOptions): KernelDecorator {
  return refuseToRun;
}

/** Marks a function or class as a dataflow region: the kernels in it run side by side. */
export function region(_options?: RegionOptions): KernelDecorator {
  return refuseToRun;
}

/** What takes the place of a decorator that runs. Called as (class), (class, context), (method, context) or (target, key, descriptor). */
export function refuseToRun(target: unknown, keyOrContext?: unknown, descriptor?: PropertyDescriptor): unknown {
  if (descriptor !== undefined) return { ...descriptor, value: refusing(String(keyOrContext)) };
  if (typeof target !== "function") return undefined;
  return isMethodContext(keyOrContext) ? refusing(target.name) : refusingClass(target);
}

function isMethodContext(context: unknown): boolean {
  return typeof context === "object" && context !== null && "kind" in context && context.kind === "method";
}

function refusing(name: string): () => never {
  const refuse = (): never => {
    throw heddleError(runtime.notTransformed, [name]);
  };
  return Object.defineProperty(refuse, "name", { value: name });
}

function refusingClass(target: object & { readonly name: string }): unknown {
  return new Proxy(target, { construct: refusing(target.name) });
}
