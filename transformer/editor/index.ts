/**
 * The language-service plugin: `{ "name": "heddle/editor" }` in tsconfig.json. The server loads it by `require`,
 * through the folder editor/ of the package.
 */
import type * as TS from "typescript";
import { codeFixTable } from "../internals.js";
import { useTypeScript, type TypeScript } from "../ts.js";
import { fixableCodes } from "./fixes/index.js";
import { editorService } from "./service.js";

const known = new WeakSet<TypeScript>();

/** What the server calls, with its own TypeScript, once for each project. */
export function init({ typescript }: { readonly typescript: TypeScript }): TS.server.PluginModule {
  useTypeScript(typescript);
  registerCodes(typescript);
  return {
    create: ({ languageService, project }) => {
      const { logger } = project.projectService;
      return editorService(languageService, (text) => logger.info(text));
    },
  };
}

/** Editors ask only for fixes of codes that the compiler has in its table; the fixes themselves are the service's. */
function registerCodes(api: TypeScript): void {
  if (known.has(api)) return;
  known.add(api);
  codeFixTable(api)?.registerCodeFix({ errorCodes: fixableCodes, getCodeActions: () => undefined });
}
