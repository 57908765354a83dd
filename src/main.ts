#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

// Compiled code is kept in the user's own cache, for this process and for those it starts: they are there sooner.
const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
process.env["NODE_COMPILE_CACHE"] ??= join(cache, "gleaner");
enableCompileCache();
const { runProgram } = await import("./cli/program.ts");
const { leave } = await import("./cli/leave.ts");

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`The result cannot be written: ${error.message}\n`);
  process.exit(1);
});

// Nor is one that has gone away: what is at work goes on.
process.stderr.on("error", () => {});

const { stdout, stderr, env: environment } = process;
const exitCode = await runProgram(process.argv.slice(2), { stdout, stderr, environment });
await new Promise((resolve) => stdout.write("", resolve));
await leave(exitCode);
