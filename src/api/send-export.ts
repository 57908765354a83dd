/**
 * Lists of any length as files, CSV or NDJSON. The rows are read part by part, and only when the client has taken the
 * part before: a slow client costs no memory, and holds no connection to the database.
 */
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { ExportFormat } from "./contract/exports.ts";
import { ApiError } from "./error-codes.ts";
import type { ExportTurns } from "./export-turns.ts";

/**
 * How long a client may take nothing before its connection is closed, in milliseconds. Node closes it after twice this
 * time if a part of the last write has been taken.
 */
const silenceMs = 120_000;

export type Row = Readonly<Record<string, unknown>>;

export interface Exported<Item extends object> {
  /** What is in it. The name of the file has this, a day and the ending: `videos-2026-11-30.csv`. */
  readonly name: string;
  /** The name has this day. Default: today. */
  readonly at?: Date | undefined;
  readonly format: ExportFormat;
  readonly bom?: boolean | undefined;
  /** The columns of the CSV, unless `fields` says others. */
  readonly columns: readonly string[];
  /** Default: all columns, or all that an item has. */
  readonly fields?: readonly string[] | undefined;
  /** An item with all columns and fields. Default: as it is. */
  readonly rowOf?: (item: Item) => Row;
  /** In parts of which each takes the main thread a few milliseconds. */
  readonly parts: AsyncGenerator<readonly Item[], void>;
}

/** Resolves when the first part is there: an error before that is answered as any other error. */
export async function sendExport<Item extends object>(
  reply: FastifyReply,
  exported: Exported<Item>,
  { turns, signal }: { readonly turns: ExportTurns; readonly signal: AbortSignal },
): Promise<Readable> {
  const { name, at = new Date(), format, parts, rowOf = (item) => item as Row } = exported;
  refuseHttp10(reply);
  const { contentType, header, lines } = await formats[format](exported);
  const rows =
    format === "ndjson" && exported.fields === undefined
      ? (items: readonly Item[]) => items as readonly object[] as readonly Row[]
      : (items: readonly Item[]) => items.map(rowOf);
  /** The lines of the next part. Null: there is none. */
  const next = () =>
    turns.take(
      () => parts.next(),
      (part) => (part.done === true ? null : lines(rows(part.value))),
      { signal },
    );
  const first = await next();
  reply.raw.setTimeout(silenceMs, () => reply.raw.destroy());
  reply.headers({
    "content-type": contentType,
    "content-disposition": `attachment; filename="${name}-${dayOf(at)}.${format}"`,
  });
  async function* file(): AsyncGenerator<string> {
    yield header;
    for (let part = first; part !== null; part = await next()) yield part;
  }
  return Readable.from(file());
}

/** The day in the time zone of the server. */
function dayOf(time: Date): string {
  const parts = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}

/**
 * Over HTTP/1.0, an answer of unknown length ends with its connection, so a client takes a part for the whole if the
 * server dies. nginx asks that way by default, and tells its own clients that the answer is complete.
 *
 * @throws ApiError `HTTP_TOO_OLD`
 */
function refuseHttp10(reply: FastifyReply): void {
  if (reply.request.raw.httpVersion !== "1.0") return;
  // Source: https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.22
  reply.headers({ upgrade: "HTTP/1.1", connection: "upgrade, close" });
  const message =
    "This file cannot be sent over HTTP/1.0: if it broke off, it would look complete. Use HTTP/1.1. Behind nginx, set " +
    '`proxy_http_version 1.1;` and `proxy_set_header Connection "";`.';
  throw new ApiError("HTTP_TOO_OLD", message);
}

interface Format {
  readonly contentType: string;
  readonly header: string;
  readonly lines: (rows: readonly Row[]) => string;
}

type Shown = Pick<Exported<object>, "columns" | "fields" | "bom">;

const formats: Readonly<Record<ExportFormat, (shown: Shown) => Promise<Format>>> = {
  async csv({ fields, columns, bom = false }) {
    // Loaded only when it is wanted.
    const { csvLines } = await import("./csv.ts");
    const shown = fields ?? columns;
    return {
      contentType: "text/csv; charset=utf-8; header=present",
      header: (bom ? "\ufeff" : "") + csvLines([shown]),
      lines: (rows) => csvLines(rows.map((row) => shown.map((column) => row[column]))),
    };
  },
  async ndjson({ fields }) {
    const chosen = (row: Row) =>
      fields === undefined ? row : Object.fromEntries(fields.map((field) => [field, row[field] ?? null]));
    return {
      contentType: "application/x-ndjson",
      header: "",
      lines: (rows) => rows.map((row) => `${JSON.stringify(chosen(row))}\n`).join(""),
    };
  },
};

const text = z.custom<Readable>().meta({ type: "string" });

/** The answer of a call that sends an export. */
export const exportAnswer = {
  description: "The file",
  content: { "text/csv": { schema: text }, "application/x-ndjson": { schema: text } },
};

/** What every export says about its formats. */
const formatsMean =
  "The answer is complete only if it ends properly: after an error, the connection breaks. `ndjson` has one object a line. " +
  "`csv` is RFC 4180 in UTF-8, with a header; null is empty. A text that a spreadsheet would run as a formula (it begins " +
  "with `=`, `+`, `-`, `@`, a tab or a line break) begins with an apostrophe; take the exact text from `ndjson`.";

/** The description of an export. @param which what is in it, in which order */
export function describedExport(which: string, columns: readonly string[]): string {
  return `${which} ${formatsMean}\n\nThe columns of \`csv\` are ${columns.map((column) => `\`${column}\``).join(", ")}.`;
}
