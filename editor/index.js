/**
 * What TypeScript's server loads for `{ "name": "heddle/editor" }`. It resolves the name as Node.js did of old, without
 * `exports`, and loads it by `require`: hence a folder at the package's root, and a CommonJS file in it.
 */
"use strict";

module.exports = function init(modules) {
  try {
    return require("../dist/transformer/editor/index.js").init(modules);
  } catch (error) {
    return withoutHeddle(error);
  }
};

/** The editor goes on without us, and its log says why. */
function withoutHeddle(error) {
  const reason =
    error?.code === "ERR_REQUIRE_ESM"
      ? `it needs a TypeScript server that runs on Node.js 20.19 or later; this one is ${process.version}`
      : (error?.stack ?? String(error));
  return {
    create(info) {
      info.project.projectService.logger.info(`heddle/editor is off: ${reason}`);
      return info.languageService;
    },
  };
}
