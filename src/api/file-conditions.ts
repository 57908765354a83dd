/**
 * The conditions of RFC 9110 that a request may set for a file, section 13, and the part that it asks for, section 14.
 */
import type { IncomingHttpHeaders } from "node:http";
import { parse } from "range-parser";

export interface FileOnDisk {
  /** In bytes. */
  readonly size: number;
  readonly modifiedAt: Date;
  /** Strong, in quotation marks. */
  readonly etag: string;
}

/** The first and the last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What a GET or a HEAD with these headers is answered with, before its range. */
export function conditionOf(headers: IncomingHttpHeaders, file: FileOnDisk): "ok" | "not_modified" | "failed" {
  const modified = seconds(file.modifiedAt);
  const ifMatch = headers["if-match"];
  if (ifMatch === undefined) {
    if (modified > Date.parse(headers["if-unmodified-since"] ?? "")) return "failed";
  } else if (!namesEtag(ifMatch, file.etag)) return "failed";
  const ifNoneMatch = headers["if-none-match"];
  if (ifNoneMatch !== undefined) return namesEtag(weakened(ifNoneMatch), file.etag) ? "not_modified" : "ok";
  return modified <= Date.parse(headers["if-modified-since"] ?? "") ? "not_modified" : "ok";
}

/**
 * The part of a file that a GET asks for. A range that is none, of another unit or for another version of the file
 * counts for nothing, as RFC 9110 says. Several ranges give the whole file, which it allows.
 */
export function rangeOf(headers: IncomingHttpHeaders, file: FileOnDisk): ByteRange | "whole" | "unsatisfiable" {
  const { range } = headers;
  if (range === undefined || !isRangeOf(String(headers["if-range"] ?? file.etag), file)) return "whole";
  const { code, type, ranges } = parse(file.size, range);
  if (type !== "bytes" || (code & invalid) !== 0) return "whole";
  const [first, ...more] = ranges;
  if (first === undefined) return "unsatisfiable";
  return more.length === 0 ? first : "whole";
}

/** The bit in the code of `parse` for a range that is none. */
const invalid = 1;

/**
 * Whether an If-Range header names this version of the file. A date names it if nobody has changed the file in the
 * second after it.
 */
function isRangeOf(ifRange: string, { etag, modifiedAt }: FileOnDisk): boolean {
  if (ifRange === etag) return true;
  return Date.parse(ifRange) === seconds(modifiedAt) && Date.now() - modifiedAt.getTime() >= 1_000;
}

/** Whether an If-Match header, or `weakened` an If-None-Match header, has the tag, or `*`. */
export function namesEtag(header: string, etag: string): boolean {
  return header.split(",").some((one) => one.trim() === "*" || one.trim() === etag);
}

/** Tags that are compared weakly: a weak one counts as a strong one. */
export function weakened(header: string): string {
  return header.replaceAll(/(^|[\s,])W\//g, "$1");
}

/** Without the part of a second, which dates of HTTP do not have. */
function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1_000) * 1_000;
}
