/** The project as the editor sees it now: one for each program, with what is still true of the programs before it. */
import type * as TS from "typescript";
import { readOptions, transformerEntry } from "../options.js";
import { makeProject, type Project } from "../project.js";
import { makeMemory } from "./memory.js";

/** A file of the current program. */
export interface OpenFile {
  readonly project: Project;
  readonly file: TS.SourceFile;
}

export interface View {
  /** `undefined` for a file that the program doesn't have. */
  find(fileName: string): OpenFile | undefined;
  /** To be called when the program's checker may have been left half way: the compiler then makes a new one. */
  forget(): void;
}

/** Follows the programs of `service`. */
export function viewOf(service: TS.LanguageService): View {
  const memoryOf = makeMemory();
  let current: Project | undefined;
  const projectOf = (program: TS.Program): Project => {
    if (current?.program === program) return current;
    const { targets } = readOptions(program, transformerEntry(program.getCompilerOptions())).options;
    current = makeProject(program, targets, (p, graph) => memoryOf(p, graph, targets));
    return current;
  };
  return {
    find: (fileName) => {
      const program = service.getProgram();
      const file = program?.getSourceFile(fileName);
      return program === undefined || file === undefined ? undefined : { project: projectOf(program), file };
    },
    forget: () => {
      current = undefined;
    },
  };
}
