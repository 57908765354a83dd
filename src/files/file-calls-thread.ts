/** The program of the threads of DiskThreads: makes one file call after the other, blocking nobody but itself. */
import { accessSync, closeSync, constants, opendirSync, readSync, realpathSync, statSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { compareCopies } from "./compare-copies-thread.ts";
import { deleteKnownFile } from "./delete-known-file-thread.ts";
import {
  type CallAnswer,
  type CallKind,
  type CallRequest,
  type CallResult,
  type SharedWords,
  words,
} from "./file-calls.ts";
import { hashFile } from "./hash-file-thread.ts";
import { holdsVideos } from "./holds-videos-thread.ts";
import { listDirectories } from "./list-directories-thread.ts";
import { withDirectory } from "./open-known-directory-thread.ts";
import { type KnownFile, openKnownFile } from "./open-known-file-thread.ts";
import { readKnownPart } from "./read-known-part-thread.ts";
import { readSubtitles } from "./read-subtitles-thread.ts";
import { followPath, type ResolveStep } from "./resolve-path-thread.ts";
import { chosenErrorSentence, systemErrorText } from "./system-error-text.ts";

/** Nobody waits for the answer. */
class Stopped extends Error {
  override readonly name = "Stopped";
  readonly code = "STOPPED";
}

function serve(port: NonNullable<typeof parentPort>, shared: SharedWords): void {
  const beat = (): void => {
    Atomics.add(shared, words.beats, 1);
    if (Atomics.load(shared, words.stop) !== 0) throw new Stopped("Nobody waits for it any more.");
  };

  function make(request: CallRequest): CallResult<CallKind> {
    switch (request.kind) {
      case "follow-path":
        return process.platform === "win32" ? realPath(request) : followPath(request.state, request, beat);
      case "check-directory":
        return checkDirectory(request);
      case "list-directories":
        return listDirectories(request, beat);
      case "holds-videos":
        return holdsVideos(request, beat);
      case "open-file":
        return openFile(request);
      case "read-file":
        return readFile(request);
      case "close-file":
      case "close-film":
        closeSync(request.descriptor);
        return null;
      case "read-known-part":
        return readKnownPart(request.path, request, beat);
      case "read-subtitles":
        return readSubtitles(request, beat);
      case "hash-file":
        return hashFile(request, beat);
      case "compare-copies":
        return compareCopies(request, beat);
      case "delete-file":
        deleteKnownFile(request.path, { ...request, beat });
        return null;
    }
  }

  /** Closes the file again where nobody waits for it any more. */
  function openFile({ path, roots }: CallRequest<"open-file">): KnownFile {
    beat();
    const file = openKnownFile(path, { roots });
    try {
      beat();
      return file;
    } catch (error) {
      if (file.kind === "open") closeSync(file.descriptor);
      throw error;
    }
  }

  function readFile({ descriptor, position, bytes }: CallRequest<"read-file">): Uint8Array {
    beat();
    const buffer = new Uint8Array(bytes);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, bytes, position));
  }

  port.on("message", (request: CallRequest) => {
    const answer = answerTo(() => make(request));
    port.postMessage(answer, handedOver(answer));
  });
  port.postMessage("ready");
}

function answerTo(make: () => CallResult<CallKind>): CallAnswer {
  try {
    return { kind: "done", result: make() };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : null;
    return { kind: "failed", code, reason: systemErrorText(error), sentence: chosenErrorSentence(error) };
  }
}

/** What an answer hands over instead of copying it: a part of a film is large. */
function handedOver(answer: CallAnswer): ArrayBuffer[] {
  if (answer.kind === "failed" || typeof answer.result !== "object" || answer.result === null) return [];
  return "content" in answer.result ? [answer.result.content.buffer] : [];
}

function checkDirectory({ path, roots }: CallRequest<"check-directory">): null {
  return withDirectory(path, { roots, followLinks: false }, ({ entries }) => {
    // The right to reach the entries of a directory is another one than the right to list them.
    accessSync(entries, constants.R_OK | constants.X_OK);
    opendirSync(entries).closeSync();
    return null;
  });
}

/** Windows has other paths than `followPath` knows. */
function realPath({ state }: CallRequest<"follow-path">): ResolveStep {
  const path = state.rest.join("\\");
  try {
    const resolved = realpathSync.native(path);
    return { kind: "resolved", path: resolved, isDirectory: statSync(resolved).isDirectory() };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : null;
    return { kind: "failed", at: path, code, reason: systemErrorText(error), sentence: chosenErrorSentence(error) };
  }
}

if (parentPort !== null) serve(parentPort, workerData as SharedWords);
