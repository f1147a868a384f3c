/** The hooks of heddle/register: this module runs in Node's thread for them, which holds the process's one compiler. */
import type { InitializeHook, LoadHook, ResolveHook } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { makeCompiler } from "./register-compiler.js";
import { isTypeScript, sourceOf, type HooksData } from "./register-files.js";

const compiler = makeCompiler();

/** Answers the main thread's requests, which come from `require`. */
export const initialize: InitializeHook<HooksData> = ({ port, answered }) => {
  port.on("message", (file: string) => {
    port.postMessage(attempt(() => compiler.compile(file)));
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  });
  port.unref();
};

function attempt<T>(run: () => T): T | Error {
  try {
    return run();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** `./x.js` means `./x.ts` when there is only that. */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    const base = context.parentURL ?? pathToFileURL(`${process.cwd()}/`).href;
    const isPath = /^(\.{0,2}\/|file:)/.test(specifier) && base.startsWith("file:");
    const found = isPath ? sourceOf(fileURLToPath(new URL(specifier, base))) : undefined;
    if (found === undefined) throw error;
    return { url: pathToFileURL(found).href, shortCircuit: true };
  }
};

/** Compiles TypeScript; everything else is Node's. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const { protocol, pathname } = new URL(url);
  if (protocol !== "file:" || !isTypeScript(pathname)) return nextLoad(url, context);
  return { ...compiler.compile(fileURLToPath(url)), shortCircuit: true };
};
