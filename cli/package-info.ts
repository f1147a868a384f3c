/** Heddle's own package.json: its version, and the versions of what it works with. */
import { readFileSync } from "node:fs";

interface PackageJson {
  readonly version: string;
  readonly bin: { readonly heddle: string };
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Read from two folders up: this file runs as dist/cli/package-info.js. */
export const packageInfo = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as PackageJson;
