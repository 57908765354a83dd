/** Runs the program as people do: the built one, as a process. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import type { JobJson } from "../src/api/contract/jobs.ts";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
/** The settings of the launcher. */
const settings = parseEnv(readFileSync(new URL("../scripts/node-settings", import.meta.url), "utf8"));
const { NODE_FLAGS: nodeFlags = "", ...nodeEnvironment } = settings;

/**
 * Settings of the programs in tests that name no others. By default, a program reads files with as many processes as the
 * machine has processors, and to start each takes a fifth of a second.
 */
export const fewProcesses = { GLEANER_PROBERS: "1" };

/** The benchmark starts programs with this module, too: without these settings. */
const isTest = process.env["VITEST"] !== undefined || process.env["TEST_WORKER_INDEX"] !== undefined;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GleanerProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Resolves when the process has ended. */
  readonly exit: Promise<Exit>;
  /** Resolves with the match when stderr contains `pattern`; rejects when the process ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * @param options.environment added to the environment of the tests, without any setting of Gleaner in it but
 *   `fewProcesses`; a name that is undefined is left out
 * @param options.preload a module to load before the program. It can exchange messages through `child`
 */
export function startGleaner(
  args: readonly string[],
  options: {
    readonly environment?: Readonly<Record<string, string | undefined>>;
    readonly cwd?: string;
    readonly uid?: number;
    readonly preload?: URL | undefined;
  } = {},
): GleanerProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(GLEANER_|DATABASE_URL|NODE_|VITEST)/.test(name));
  const { preload } = options;
  const loaded = preload === undefined ? [] : ["--import", preload.href];
  const flags = ["--disable-warning=ExperimentalWarning", ...nodeFlags.split(" "), ...loaded];
  const child = spawn(process.execPath, [...flags, main, ...args], {
    env: { ...Object.fromEntries(inherited), ...nodeEnvironment, ...(isTest && fewProcesses), ...options.environment },
    stdio: ["ignore", "pipe", "pipe", ...(preload === undefined ? [] : ["ipc" as const])],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (const listener of listeners) listener();
  });
  const exit = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    child,
    pid: child.pid ?? 0,
    exit,
    kill: (signal) => void child.kill(signal),
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(stderr);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        void exit.then(
          ({ code }) => reject(new Error(`It ended (${code}) without saying ${pattern}: ${stderr}`)),
          reject,
        );
      }),
  };
}

/**
 * Settings for a program that probes two files at a time, with an ffprobe that first runs other commands. The wrapper keeps
 * the version of the real ffprobe, and its answers to files of each content and extension, for all tests: starting ffprobe
 * would take most of the time.
 *
 * @param directory for the wrapper around ffprobe. Each wrapper needs its own directory
 * @param first lines of shell, which run before each probe. `$file` is the address of the file
 */
export async function ffprobeThatFirst(directory: string, first: string): Promise<Readonly<Record<string, string>>> {
  const bin = join(directory, "bin");
  const clips = process.env["TEST_CLIPS"] ?? directory;
  const answers = join(dirname(clips), "answers of ffprobe");
  const script = `#!/bin/sh
for file; do :; done
case "$file" in file:*)
# An open file, as its path.
case "$file" in file:/proc/*) file="file:$(readlink "\${file#file:}")";; esac
${first}
esac
PATH=\${PATH#*:}
# Of a file that declares no length, a second run counts the packets.
case "$*" in *-count_packets*) kind=packets;; *) kind=facts;; esac
case "$file" in
-version) answer='${answers}'/version;;
*) [ -f "\${file#file:}" ] || exec ffprobe "$@"
  sum=$(cksum < "\${file#file:}") || exec ffprobe "$@"
  answer="${answers}/$kind-\${sum% *}-\${sum#* }.\${file##*.}";;
esac
if ! [ -e "$answer" ]; then
  ffprobe "$@" > "$answer.$$" || exit
  mv "$answer.$$" "$answer"
fi
exec cat "$answer"
`;
  for (const made of [bin, answers]) await mkdir(made, { recursive: true });
  // A process of a server that was killed may still run the script that is there.
  await writeFile(join(bin, "new"), script);
  await chmod(join(bin, "new"), 0o755);
  await rename(join(bin, "new"), join(bin, "ffprobe"));
  return { PATH: `${bin}:${process.env["PATH"]}`, GLEANER_PROBER: "ffprobe", GLEANER_PROBERS: "2" };
}

/** Runs a command to its end. */
export function runGleaner(...parameters: Parameters<typeof startGleaner>): Promise<Exit> {
  return startGleaner(...parameters).exit;
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

export interface GleanerServer extends GleanerProcess {
  readonly url: string;
  /** Calls the API and returns the status and the body. The type of the body is not checked. */
  call<Body = JobJson>(method: string, path: string, body?: unknown): Promise<Answer<Body>>;
}

/** Starts `gleaner serve`, by default on a free port, and waits until it answers. */
export async function startGleanerServer(
  dataDirectory: string,
  environment: Readonly<Record<string, string>> = {},
  { port = "0", preload }: { readonly port?: string; readonly preload?: URL } = {},
): Promise<GleanerServer> {
  const started = startGleaner(["serve", "--data", dataDirectory, "--port", port], { environment, preload });
  const [, url = ""] = await started.said(/Gleaner is at (http:\S+?),/);
  return {
    ...started,
    url,
    call: async <Body = JobJson>(method: string, path: string, body?: unknown): Promise<Answer<Body>> => {
      const init =
        body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
      const response = await fetch(`${url}${path}`, { method, ...init });
      const text = await response.text();
      return { status: response.status, body: text === "" ? null : JSON.parse(text) };
    },
  };
}
