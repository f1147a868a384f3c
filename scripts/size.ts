/** Lines of code by folder, and the files and functions over budget: `npm run size`. Fails when the whole is over. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folders = ["runtime", "transformer", "lib", "tools", "cli", "include"];
/** The largest sum of lines that the compiler may have; raising it takes a decision record. */
const limit = 64_000;
/** Tables of data may be longer. */
const longFile = 300;

interface SourceSize {
  readonly file: string;
  readonly lines: number;
}

const sizes = folders.flatMap((folder) => sourcesIn(folder));
const total = sum(sizes);

for (const folder of groups()) {
  const inside = sizes.filter((s) => s.file.startsWith(`${folder}/`));
  if (inside.length > 0) console.log(`${String(sum(inside)).padStart(6)}  ${folder} (${inside.length} files)`);
}
console.log(`${String(total).padStart(6)}  total of at most ${limit}`);
const long = sizes.filter((s) => s.lines > longFile).sort((a, b) => b.lines - a.lines);
for (const { file, lines } of long) console.log(`${String(lines).padStart(6)}  ${file} is over ${longFile} lines`);
if (total > limit) {
  console.error(`The compiler has grown over ${limit} lines.`);
  process.exitCode = 1;
}

/** The folders with their subfolders' sums: `lib` is shown by subfolder. */
function groups(): readonly string[] {
  return folders.flatMap((f) => (f === "lib" ? readdirSync(path.join(root, f)).map((d) => `${f}/${d}`) : [f]));
}

function sourcesIn(folder: string): readonly SourceSize[] {
  return readdirSync(path.join(root, folder)).flatMap((name) => {
    const file = `${folder}/${name}`;
    if (statSync(path.join(root, file)).isDirectory()) return sourcesIn(file);
    return /\.(ts|h)$/.test(name) ? [{ file, lines: linesOf(file) }] : [];
  });
}

/** Lines that hold something. */
function linesOf(file: string): number {
  return readFileSync(path.join(root, file), "utf8").split("\n").filter((line) => line.trim() !== "").length;
}

function sum(list: readonly SourceSize[]): number {
  return list.reduce((n, s) => n + s.lines, 0);
}
