/**
 * `node --import heddle/register app.ts`: Node runs TypeScript, with kernels, as it stands.
 *
 * Files that hold kernels are type-checked and refuse to run with errors; all others only lose their types, as in every
 * TypeScript runner. Imports pass through the hooks of register-hooks.ts, which Node runs in a thread of their own; what
 * is loaded with `require` is compiled by the same thread, for which this one waits.
 */
import { Module, register } from "node:module";
import * as path from "node:path";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { sourceOf, type Compiled, type HooksData } from "./register-files.js";

const { port1: port, port2: otherPort } = new MessageChannel();
const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
const data: HooksData = { port: otherPort, answered };

process.setSourceMapsEnabled(true);
register("./register-hooks.js", { parentURL: import.meta.url, data, transferList: [otherPort] });
port.unref();
Object.defineProperty(process.features, "require_module", { value: false, configurable: true, enumerable: true });
acceptRequire();

/** Has the hooks' thread compile `file`, and waits. */
function compile(file: string): Compiled {
  Atomics.store(answered, 0, 0);
  port.postMessage(file);
  Atomics.wait(answered, 0, 0);
  const answer = receiveMessageOnPort(port)?.message as Compiled | Error;
  if (answer instanceof Error) throw answer;
  return answer;
}

/** The parts of the CommonJS loader that its type declarations leave out. */
interface CommonJsLoader {
  readonly _extensions: Record<string, (module: LoadedModule, file: string) => void>;
  _resolveFilename(request: string, parent: { readonly filename?: string } | undefined, ...rest: unknown[]): string;
}

interface LoadedModule {
  _compile(code: string, file: string, format?: string): void;
}

/**
 * Node doesn't ask the hooks about what an ES module imports that was loaded with `require`, so it can't be loaded so.
 * Programs that prefer `require` where it takes ES modules (mocha) are told that here it doesn't.
 */
function requiredModule(file: string): Error {
  const error = new Error(`${file} is an ES module: with heddle/register it has to be imported, not required`);
  return Object.assign(error, { code: "ERR_REQUIRE_ESM" });
}

/** Lets `require` find and run TypeScript. */
function acceptRequire(): void {
  const loader = Module as unknown as CommonJsLoader;
  for (const extension of [".ts", ".mts", ".cts"]) {
    loader._extensions[extension] = (module, file) => {
      const { source, format } = compile(file);
      if (format === "module") throw requiredModule(file);
      module._compile(source, file, format);
    };
  }
  const resolveFilename = loader._resolveFilename.bind(loader);
  loader._resolveFilename = (request, parent, ...rest) => {
    try {
      return resolveFilename(request, parent, ...rest);
    } catch (error) {
      if (!/^\.{0,2}[/\\]/.test(request)) throw error;
      const found = sourceOf(path.resolve(path.dirname(parent?.filename ?? "."), request));
      if (found === undefined) throw error;
      return found;
    }
  };
}
