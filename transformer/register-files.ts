/** What both threads of heddle/register know: the form of their messages, and which file an import means. */
import * as fs from "node:fs";
import type { MessagePort } from "node:worker_threads";

/** What the main thread gives the hooks' thread: where requests come in, and the flag that says an answer went out. */
export interface HooksData {
  readonly port: MessagePort;
  readonly answered: Int32Array<SharedArrayBuffer>;
}

/** JavaScript with its source map inside. */
export interface Compiled {
  readonly format: "module" | "commonjs";
  readonly source: string;
}

export function isTypeScript(file: string): boolean {
  return /\.[cm]?ts$/.test(file);
}

/** The TypeScript file that a path names which leads nowhere: `x.js` means `x.ts`, `x` means `x.ts` or `x/index.ts`. */
export function sourceOf(file: string): string | undefined {
  const sources = /\.[cm]?js$/.test(file) ? [file.replace(/js$/, "ts")] : [`${file}.ts`, `${file}/index.ts`];
  return sources.find((s) => fs.existsSync(s));
}
