/** Writing files so that nobody ever sees half of one, and a failure leaves everything as it was. */
import * as fs from "node:fs";
import * as path from "node:path";

export interface FileToWrite {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** A file that could not be written, and why, in words. */
export interface WriteProblem {
  readonly path: string;
  readonly reason: string;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "the operation is not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a file stands where a folder is needed",
  EEXIST: "a file stands where a folder is needed",
  EISDIR: "a folder stands where the file should be",
  ENOTEMPTY: "a folder stands where the file should be",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "the folder does not exist and cannot be made",
};

/** What the operating system's error means; anything that isn't one is our bug and thrown on. */
export function explainFsError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  return reasons[code] ?? code;
}

/**
 * Writes all of `files` or, when one fails, none that can be avoided: every text goes to a temporary file beside its
 * place first, and only when all are on the disk do they take their names. Files that already hold their text are left
 * alone, so that nothing downstream rebuilds.
 */
export function writeFiles(files: readonly FileToWrite[]): WriteProblem | undefined {
  const temporaries: { readonly from: string; readonly to: string }[] = [];
  let current = "";
  try {
    for (const file of files.filter((f) => readText(f.path) !== f.text)) {
      current = file.path;
      const from = `${file.path}.${process.pid}.tmp`;
      fs.mkdirSync(path.dirname(file.path), { recursive: true });
      temporaries.push({ from, to: file.path });
      fs.writeFileSync(from, file.text);
    }
    for (const { from, to } of temporaries) {
      current = to;
      fs.renameSync(from, to);
    }
    return undefined;
  } catch (error) {
    for (const { from } of temporaries) fs.rmSync(from, { force: true });
    return { path: current, reason: explainFsError(error) };
  }
}

/** The text of a file, or `undefined` if there is none that can be read. */
export function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Removes `folder` and the folders around it as long as they are empty, up to but not including `root`. */
export function removeEmptyFolders(folder: string, root: string): void {
  for (let at = folder; isInside(root, at) && isEmptyFolder(at); at = path.dirname(at)) fs.rmdirSync(at);
}

function isEmptyFolder(folder: string): boolean {
  try {
    return fs.readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}

/** Is `file` below `folder`? */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== "" && relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
