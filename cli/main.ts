#!/usr/bin/env node
/** The binary `heddle`. */
import { processContext } from "./context.js";
import { runCli } from "./program.js";

// What reads our output may have seen enough (`heddle ir … | head`): the command goes on without it.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await runCli(process.argv.slice(2), processContext());
