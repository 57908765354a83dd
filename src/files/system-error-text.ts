import { getSystemErrorMap } from "node:util";
import { withFullStop } from "../sentences/render-sentence.ts";
import { say } from "../sentences/say.ts";
import type { Sentence } from "../sentences/sentence.ts";

const advice: Readonly<Record<string, string>> = {
  EACCES: "permission denied. Give this user read access.",
  EPERM: "the system does not permit it. Give this user read access.",
  ENOENT: "it is not there",
  ENOTDIR: "it is not a directory",
  ELOOP: "its links form a loop",
  EIO: "the disk reports an error. Check the disk.",
  ESTALE: "the network drive has lost it. Mount it again.",
  EHOSTDOWN: "the network drive does not answer. Check its connection.",
  ETIMEDOUT: "the network drive does not answer. Check its connection.",
  ENAMETOOLONG: "its path is too long",
  EMFILE: "this process has too many open files. Raise its limit, such as with: ulimit -n 4096",
  ENFILE: "this machine has too many open files",
};

/** Whether the system lets this process open no more files. That says nothing about the file or the disk. */
export function isOutOfFiles(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EMFILE" || error.code === "ENFILE");
}

/** An error that says what to do, in place of the system's where `isOutOfFiles`; else the error itself. */
export function withAdvice(error: unknown): unknown {
  return isOutOfFiles(error) ? new Error(`Gleaner cannot go on: ${systemErrorText(error)}`, { cause: error }) : error;
}

/**
 * Replaces the error of a thread that could not start or go on by one that says what to do. Node puts the code of the system's error
 * into the message (`Worker initialization failure: EMFILE`), or its text while the thread loads its modules.
 */
export function threadError(error: Error): Error {
  if (isOutOfFiles(error)) return withAdvice(error) as Error;
  const named = /^Worker initialization failure: (\w+)$/.exec(error.message)?.[1];
  const code = named ?? (/: too many open files\.?$/.test(error.message) ? "EMFILE" : undefined);
  if (code === undefined || advice[code] === undefined) return error;
  const cause = Object.assign(new Error(error.message, { cause: error }), { code });
  return new Error(`A thread cannot be started: ${systemErrorText(cause)}`, { cause: error });
}

/**
 * Says what an error of the system means for a directory that a person has named, and what to do.
 *
 * @returns the end of a sentence, with a full stop
 */
export function systemErrorText(error: unknown): string {
  const reason = systemErrorReason(error);
  if (reason.endsWith("read access.")) return reason.replace(/\.$/, ", or choose another directory.");
  return withFullStop(reason);
}

/**
 * Says what an error of the system means for a file or directory that a scan has found.
 *
 * @returns the end of a sentence. It has a full stop only if it says what to do
 */
export function systemErrorReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!("code" in error) || typeof error.code !== "string") return error.message;
  const known = advice[error.code];
  if (known !== undefined) return known;
  for (const [code, message] of getSystemErrorMap().values()) if (code === error.code) return message;
  return error.message;
}

/** The same as data. Errors of this program may have their own sentence. */
export function systemErrorSentence(error: unknown): Sentence {
  if (typeof error === "object" && error !== null && "sentence" in error && error.sentence !== undefined) {
    return error.sentence as Sentence;
  }
  const text = systemErrorReason(error);
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
  return code === null ? say("verbatim", { text }).sentence : say("system_error", { code, text }).sentence;
}

/** `systemErrorText` as data. */
export function chosenErrorSentence(error: unknown): Sentence {
  const { id, values } = systemErrorSentence(error);
  return id === "system_error" ? { id: "system_error_of_choice", values } : { id, values };
}
