/**
 * The program of a poster maker's child process: takes a picture of one file after the other, as requested by the
 * parent. Its arguments are the number of bytes of memory that it may use, the tool that takes pictures, and
 * the containers that may be read.
 *
 * Only this process touches files, so a network drive that does not answer holds up nothing else.
 */
import { closeSync, readSync } from "node:fs";
import { isSameVersion } from "../files/file-version.ts";
import { type KnownFile, openKnownFile } from "../files/open-known-file-thread.ts";
import { answer, serveRequests } from "../libav/serve-requests-child.ts";
import type { PictureTool } from "./picture.ts";
import type { PosterAnswer } from "./poster-answers.ts";
import { isPosterFile, type PosterFile } from "./poster-file.ts";

const wanted = process.argv[3] ?? "auto";
const formats = process.argv[4] ?? "";

await serveRequests({
  memoryBytes: Number(process.argv[2]),
  load: async () => {
    const tool = await loadTool();
    return {
      version: tool.name,
      handle: async (request) => {
        if (!isPosterFile(request)) throw new TypeError("The request is none for a picture");
        answer(await takePicture(tool, request));
      },
    };
  },
});

/** @throws an error that says why no tool can be used: libav's package is optional and not made for every platform */
async function loadTool(): Promise<PictureTool> {
  let reason = "";
  if (wanted !== "ffmpeg") {
    try {
      const { createLibavTool } = await import("./libav-picture.ts");
      return createLibavTool(formats);
    } catch (error) {
      if (wanted === "libav") throw error;
      // node-av lists everything that it tried after its first line.
      reason = `${String(error instanceof Error ? error.message : error).split("\n", 1)[0]}; `;
    }
  }
  const { findFfmpeg } = await import("./ffmpeg-picture.ts");
  const ffmpeg = await findFfmpeg(formats);
  if (typeof ffmpeg === "string") throw new Error(`${reason}${ffmpeg}`);
  return ffmpeg;
}

async function takePicture(tool: PictureTool, file: PosterFile): Promise<PosterAnswer> {
  const open = openAsScanned(file);
  if (typeof open === "string") return { kind: "not_now", reason: open };
  try {
    answer({ kind: "opened" } satisfies PosterAnswer);
    const picture = await tool.take({ ...file, openPath: open.path });
    if ("jpeg" in picture) return { kind: "jpeg", jpeg: picture.jpeg.toString("base64") };
    // A disk that went away, or a file that is being written, looks like a broken file.
    const after = openAsScanned(file);
    if (typeof after === "string") return { kind: "not_now", reason: after.slice(0, 1_000) };
    closeSync(after.descriptor);
    return { kind: "none", reason: picture.error.slice(0, 1_000) };
  } finally {
    closeSync(open.descriptor);
  }
}

/** The file as the scan has seen it, or why it cannot be read now. */
function openAsScanned({ path, roots, ...scanned }: PosterFile): Extract<KnownFile, { kind: "open" }> | string {
  let descriptor: number | null = null;
  try {
    const file = openKnownFile(path, { roots });
    if (file.kind === "obstacle") return `it ${file.obstacle.message}`;
    descriptor = file.descriptor;
    if (!isSameVersion(file.version, scanned)) {
      closeSync(descriptor);
      return "it has changed since the scan";
    }
    readSync(descriptor, Buffer.alloc(1), 0, 1, 0);
    return file;
  } catch (error) {
    if (descriptor !== null) closeSync(descriptor);
    return error instanceof Error ? error.message : String(error);
  }
}
