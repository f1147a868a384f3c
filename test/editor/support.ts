/** Projects as editors open them: with the plugin, and a server that has their files open. */
import { Project, plugin, type ProjectOptions } from "../support/project.js";
import { TsServer, type ShownDiagnostic } from "../support/tsserver.js";

export const editorPlugin = { name: "heddle/editor" };

/** A project on disk, a server for it, and its files open in the server. */
export interface Editor {
  readonly project: Project;
  readonly server: TsServer;
  /** The full name of a file, as the server knows it. */
  file(name: string): string;
  close(): Promise<void>;
}

/** Opens `files` in an editor whose project has the plugin, unless `options` say otherwise. */
export function openEditor(files: Readonly<Record<string, string>>, options: ProjectOptions = {}): Editor {
  const compilerOptions = { plugins: [plugin, editorPlugin], noEmit: true, ...options.compilerOptions };
  const project = new Project(files, { ...options, compilerOptions });
  const server = new TsServer(project.root);
  for (const [name, text] of Object.entries(files)) server.open(project.path(name), text);
  return {
    project,
    server,
    file: (name) => project.path(name),
    close: async () => {
      await server.stop();
      project.dispose();
    },
  };
}

/** `line code` of each. */
export function places(diagnostics: readonly ShownDiagnostic[]): readonly string[] {
  return diagnostics.map((d) => `${d.start.line} ${d.code}`);
}
