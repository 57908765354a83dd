/**
 * The program of the child process of a poster maker: takes a picture of one file after the other, as it is told over
 * IPC. Its arguments are how many bytes of memory it may take, and with what it takes pictures.
 *
 * All that touches a file is done here, where a network drive that does not answer holds up nobody else. It ends by
 * signals to itself and to the ffmpeg that it may have started: both are of the group that it leads.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { openWithoutWaiting } from "../files/regular-file.ts";
import { overMemorySignal } from "../libav/process-watch.ts";
import { findFfmpeg } from "./ffmpeg-picture.ts";
import type { PictureTool } from "./picture.ts";
import { type FromChild, isPosterFile, type PosterFile } from "./poster-messages.ts";

/** Fine enough to catch what grows by a gigabyte a second. */
const memoryCheckMs = 50;

await serve(Number(process.argv[2]), process.argv[3] ?? "auto");

async function serve(memoryBytes: number, wanted: string): Promise<void> {
  process.on("disconnect", endAtOnce);
  if (!process.connected) endAtOnce();
  setInterval(() => {
    if (process.memoryUsage.rss() > memoryBytes) process.kill(process.pid, overMemorySignal);
  }, memoryCheckMs);

  const tool = await chooseTool(wanted);
  if (typeof tool === "string") {
    tell({ kind: "cannot", reason: tool });
    return;
  }
  process.on("message", (message) => {
    if (!isPosterFile(message)) throw new TypeError("A message is no file to take a picture of");
    // What is thrown here ends this process, and so is told.
    void takePicture(tool, message).then(tell);
  });
  tell({ kind: "ready", tool: tool.name });
}

/** What takes pictures here, or why nothing can: libav's package is optional, and not there for every platform. */
async function chooseTool(wanted: string): Promise<PictureTool | string> {
  let reason = "";
  if (wanted !== "ffmpeg") {
    try {
      const { createLibavTool } = await import("./libav-picture.ts");
      return createLibavTool();
    } catch (error) {
      // The first line says it; node-av goes on with all that it tried.
      reason = String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
    }
  }
  if (wanted === "libav") return reason;
  const ffmpeg = await findFfmpeg();
  return typeof ffmpeg === "string" ? [reason, ffmpeg].filter((text) => text !== "").join("; ") : ffmpeg;
}

async function takePicture(tool: PictureTool, file: PosterFile): Promise<FromChild> {
  const before = obstacle(file);
  if (before !== null) return { kind: "not_now", reason: before };
  tell({ kind: "opened" });
  const picture = await tool.take(file);
  if ("jpeg" in picture) return { kind: "jpeg", jpeg: picture.jpeg.toString("base64") };
  // A disk that went away, or somebody writing the file, looks like a broken file.
  const after = obstacle(file);
  return after === null ? { kind: "none", reason: picture.error } : { kind: "not_now", reason: after };
}

/** Why the file cannot be looked at now, or null where it is there as the scan has seen it. */
function obstacle({ path, size, modifiedUs }: PosterFile): string | null {
  let file: number | undefined;
  try {
    file = openSync(path, openWithoutWaiting);
    const stats = fstatSync(file);
    if (!stats.isFile()) return "it is not a regular file any more";
    if (stats.size !== size || Math.round(stats.mtimeMs * 1_000) !== modifiedUs) return "it has changed since the scan";
    readSync(file, Buffer.alloc(1));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function tell(message: FromChild): void {
  process.send?.(message);
}

function endAtOnce(): void {
  process.kill(-process.pid, "SIGKILL");
}
