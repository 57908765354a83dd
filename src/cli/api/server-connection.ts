import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { z } from "zod";
import { errorSchema } from "../../api/contract/errors.ts";
import type { ExportedList } from "../../api/contract/exports.ts";
import { isOutOfFiles } from "../../files/system-error-text.ts";
import { type HttpRequest, sendRequest } from "../http-request.ts";
import { type OwnCommand, ownCommand } from "../own-command.ts";
import { ApiError, Unreachable } from "../server-errors.ts";

export interface ServerAddress {
  /** Such as `http://127.0.0.1:8765`. */
  readonly url: string;
  readonly token: string | null;
}

type QueryValue = string | number | boolean | undefined;
/** The filters and the order of a list. */
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[]>>;

/**
 * Sends requests to a Gleaner server, in this process, in another process, or on another machine, and reads its answers.
 * Everything throws `ApiError` or `Unreachable`, or `signal.reason`.
 */
export class ServerConnection {
  readonly url: string;
  readonly #token: string | null;
  readonly #ownCommand: OwnCommand;

  /** @param options.ownCommand how people type other commands. Default: `gleaner COMMAND` */
  constructor({ url, token }: ServerAddress, options: { readonly ownCommand?: OwnCommand } = {}) {
    this.url = url.replace(/\/+$/, "");
    this.#token = token;
    this.#ownCommand = options.ownCommand ?? ownCommand("gleaner");
  }

  /**
   * All of a list that matches, as parts of a CSV file.
   *
   * @throws Unreachable also when the connection breaks before the end
   */
  async *csv(list: ExportedList, query: Query): AsyncGenerator<string, void, undefined> {
    const path = `/api/v1/${list}/export`;
    const response = await this.send(`${path}${inAddress({ ...query, format: "csv" })}`);
    if (!isOk(response)) throw await this.errorOf(response, path);
    if (response.headers["content-type"]?.startsWith("text/csv") !== true) throw unexpectedAnswer(response, null);
    response.setEncoding("utf8");
    try {
      for await (const part of response) yield String(part);
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  /** Makes a request whose good answer is JSON. */
  async call<Schema extends z.ZodType>(
    schema: Schema,
    method: NonNullable<HttpRequest["method"]>,
    path: string,
    { query = {}, body }: { readonly query?: Query; readonly body?: unknown } = {},
  ): Promise<z.output<Schema>> {
    const sent =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await this.send(`${path}${inAddress(query)}`, { method, ...sent });
    if (!isOk(response)) throw await this.errorOf(response, path);
    return this.read(schema, response);
  }

  /** Makes a request. The answer may be an error. */
  async send(path: string, { headers, signal, ...rest }: HttpRequest = {}): Promise<IncomingMessage> {
    const authorization = this.#token === null ? {} : { authorization: `Bearer ${this.#token}` };
    const request = { ...rest, headers: { ...headers, ...authorization }, signal };
    try {
      return await sendRequest(new URL(`${this.url}${path}`), request);
    } catch (error) {
      signal?.throwIfAborted();
      // That says nothing about the server.
      if (isOutOfFiles(error)) throw error;
      throw this.unreachable(error);
    }
  }

  /** The JSON of a good answer. */
  async read<Schema extends z.ZodType>(schema: Schema, response: IncomingMessage): Promise<z.output<Schema>> {
    const body = await text(response).catch((error: unknown) => {
      throw this.unreachable(error);
    });
    try {
      return schema.parse(JSON.parse(body));
    } catch (error) {
      throw unexpectedAnswer(response, error);
    }
  }

  /** The error of a response. The next step in a terminal differs from the next step over HTTP. */
  async errorOf(response: IncomingMessage, path: string): Promise<ApiError> {
    const error = await errorOf(response);
    const message = this.#messageForTerminal(error, path);
    return message === null ? error : new ApiError(error.status, error.code, message);
  }

  /** Null: the message of the server suits a terminal. */
  #messageForTerminal({ code }: ApiError, path: string): string | null {
    if (code === "NOT_FOUND" && path.startsWith("/api/v1/jobs/")) {
      return `There is no scan with this id. \`${this.#ownCommand("jobs")}\` lists them.`;
    }
    if (code !== "UNAUTHORIZED") return null;
    return this.#token === null
      ? `The server at ${this.url} is protected. Set GLEANER_TOKEN to its token.`
      : `GLEANER_TOKEN is not the token of the server at ${this.url}. Set it to the token that the server was started with.`;
  }

  /** The error of a server that is gone. */
  unreachable(cause: unknown): Unreachable {
    return new Unreachable(`No Gleaner answers at ${this.url}. Is \`gleaner serve\` running there?`, { cause });
  }
}

/** The query of an address, with its question mark. */
function inAddress(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) search.append(name, String(each));
  }
  return search.size === 0 ? "" : `?${search.toString()}`;
}

export function isOk({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

async function errorOf(response: IncomingMessage): Promise<ApiError> {
  const body = await text(response).catch(() => "");
  try {
    const { detail } = errorSchema.parse(JSON.parse(body));
    return new ApiError(response.statusCode ?? 0, detail.code, detail.message);
  } catch (error) {
    return unexpectedAnswer(response, error);
  }
}

function unexpectedAnswer({ statusCode = 0, statusMessage = "", headers }: IncomingMessage, cause: unknown): ApiError {
  const answer = `${statusCode} ${statusMessage}`.trim();
  const message =
    headers.location === undefined
      ? `The server at this address is not Gleaner, or it has an error: it answered ${answer}.`
      : `The server at this address is somewhere else: it answered ${answer}, with the address ${headers.location}.`;
  return new ApiError(statusCode, "UNEXPECTED_ANSWER", message, { cause });
}
