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
  const file = fileURLToPath(url);
  const { format, source } = compiler.compile(file);
  return { format: "module", source: format === "module" ? source : requiring(file, source), shortCircuit: true };
};

/**
 * A module that stands for a CommonJS one and gets it with `require`: Node's own way of importing CommonJS from a hook
 * reads the names of exports from the file, which is TypeScript, and loses `require.cache`.
 */
function requiring(file: string, source: string): string {
  const found = source.matchAll(/\bexports\.([A-Za-z_$][\w$]*) =|^Object\.defineProperty\(exports, "([A-Za-z_$][\w$]*)"/gm);
  const names = new Set([...found].map((m) => m[1] ?? m[2] ?? ""));
  return [
    `import { createRequire } from "node:module";`,
    `const required = createRequire(import.meta.url)(${JSON.stringify(file)});`,
    `export default required;`,
    ...[...names].filter((n) => n !== "default" && n !== "__esModule").map((n, i) => `const v${i} = required.${n}; export { v${i} as ${n} };`),
  ].join("\n");
}
