/**
 * The program of a checker's child process: decodes one file after the other, as requested by the parent. Its arguments
 * are the number of bytes of memory that it may use, the tool that decodes, the number of threads, and the containers that
 * may be read.
 *
 * Only this process touches files, so a network drive that does not answer holds up nothing else.
 */
import { closeSync, readSync } from "node:fs";
import { isSameVersion } from "../files/file-version.ts";
import { type KnownFile, openKnownFile } from "../files/open-known-file-thread.ts";
import { answer, serveRequests } from "../libav/serve-requests-child.ts";
import { isSystemError } from "../libav/system-errors.ts";
import { say } from "../sentences/say.ts";
import { type CheckAnswer, type FileToCheck, isCheckRequest, isStopRequest } from "./check-messages.ts";
import type { DecodingOptions, DecodingTool } from "./decoding-tool.ts";

const wanted = process.argv[3] ?? "auto";
const threads = Number(process.argv[4]);
const formats = process.argv[5] ?? "";

/** How often the parent hears of progress, in milliseconds. */
const progressMs = 250;

await serveRequests({
  memoryBytes: Number(process.argv[2]),
  load: async () => {
    const tool = await loadTool();
    /** The request in work. */
    let current: { readonly number: number; readonly stopping: AbortController } | null = null;
    return {
      version: tool.name,
      hear: (request) => {
        if (!isStopRequest(request)) return false;
        if (request.number === current?.number) current.stopping.abort();
        return true;
      },
      handle: async (request) => {
        if (!isCheckRequest(request)) throw new TypeError("The request is none to check a file");
        const stopping = new AbortController();
        current = { number: request.number, stopping };
        let toldAt = performance.now();
        const onProgress = (seconds: number): void => {
          const now = performance.now();
          if (now - toldAt < progressMs) return;
          toldAt = now;
          answer({ kind: "progress", seconds } satisfies CheckAnswer);
        };
        answer(await check(tool, request.file, { onProgress, signal: stopping.signal }));
        current = null;
      },
    };
  },
});

/** @throws an error that says why no tool can be used: libav's package is optional and not made for every platform */
async function loadTool(): Promise<DecodingTool> {
  let reason = "";
  if (wanted !== "ffmpeg") {
    try {
      const { createLibavDecoding } = await import("./libav-decoding.ts");
      return createLibavDecoding({ formats, threads });
    } catch (error) {
      if (wanted === "libav") throw error;
      // node-av lists everything that it tried after its first line.
      reason = `libav cannot be loaded: ${String(error instanceof Error ? error.message : error).split("\n", 1)[0]}; `;
    }
  }
  const { findFfmpeg } = await import("./ffmpeg-decoding.ts");
  const ffmpeg = await findFfmpeg({ formats, threads });
  if (typeof ffmpeg === "string") throw new Error(`${reason}${ffmpeg}`);
  return ffmpeg;
}

async function check(tool: DecodingTool, file: FileToCheck, how: DecodingOptions): Promise<CheckAnswer> {
  const open = openAsKnown(file);
  if (open.kind !== "open") return open;
  try {
    const { path, declaredSeconds } = file;
    const outcome = await tool.decode(
      { path, openPath: open.path, sizeBytes: open.version.size, declaredSeconds },
      how,
    );
    if (outcome.kind === "stopped") return outcome;
    if (outcome.kind === "decoded" && outcome.errorCount === 0) return outcome;
    // A disk that went away, or a file that is being written, looks like a broken file.
    const after = openAsKnown(file);
    if (after.kind !== "open") return after;
    closeSync(after.descriptor);
    if (outcome.kind === "decoded") return outcome;
    const { error, log } = outcome;
    if (isSystemError(error) || error === "Input/output error") {
      const why = say("verbatim", { text: error }).sentence;
      return { kind: "problem", code: "unreadable", ...say("check_error_of_disk", { why }) };
    }
    return unopened(log ?? error);
  } finally {
    closeSync(open.descriptor);
  }
}

/** The verdict on a file that libav refuses to open. */
function unopened(error: string): CheckAnswer {
  const message = `cannot be read as a video: ${error}`.slice(0, 200);
  return { kind: "decoded", seconds: 0, faults: [{ atSeconds: 0, untilSeconds: 0, message }], errorCount: 1 };
}

type NotAsKnown = Extract<CheckAnswer, { kind: "problem" }>;

/** The file as the library knows it, or why it cannot be read now. */
function openAsKnown({ path, roots, ...known }: FileToCheck): Extract<KnownFile, { kind: "open" }> | NotAsKnown {
  let descriptor: number | null = null;
  try {
    const file = openKnownFile(path, { roots });
    if (file.kind === "obstacle") {
      const { code, message, sentence } = file.obstacle;
      return code === "vanished"
        ? { kind: "problem", code, ...say("vanished_or_unplugged") }
        : { kind: "problem", code: "unreadable", message, sentence };
    }
    descriptor = file.descriptor;
    if (!isSameVersion(file.version, known)) {
      closeSync(descriptor);
      return {
        kind: "problem",
        code: "changed",
        ...say("changed_since_last_scan"),
      };
    }
    readSync(descriptor, Buffer.alloc(1), 0, 1, 0);
    return file;
  } catch (error) {
    if (descriptor !== null) closeSync(descriptor);
    const reason = error instanceof Error ? error.message : String(error);
    const why = say("verbatim", { text: reason.slice(0, 1_000) }).sentence;
    return { kind: "problem", code: "unreadable", ...say("cannot_be_read", { why }) };
  }
}
