#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { homeDirectory } from "./files/home-directory.ts";

// The user's cache directory keeps compiled code, which this process and its threads then load faster. Without a
// home directory nothing is kept.
const home = homeDirectory();
const cache = process.env["XDG_CACHE_HOME"] || (home === null ? null : join(home, ".cache"));
if (cache !== null) {
  process.env["NODE_COMPILE_CACHE"] ??= join(cache, "gleaner");
  enableCompileCache();
}
const { runProgram } = await import("./cli/program.ts");
const { leave } = await import("./cli/leave.ts");

// A reader that has read enough, such as `head`, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`Cannot write the result: ${error.message}\n`);
  process.exit(1);
});

// A closed stderr is no error either: the command goes on.
process.stderr.on("error", () => {});

const { stdout, stderr, env: environment } = process;
const exitCode = await runProgram(process.argv.slice(2), { stdout, stderr, environment });
await new Promise((resolve) => stdout.write("", resolve));
await leave(exitCode);
