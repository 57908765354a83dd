import { basePath } from "../base-path.ts";
import { inOwnLanguage } from "../texts/server-texts.ts";
import { failureOf, orUnreachable } from "./failures.ts";

export interface CallOptions {
  /** Ends the call, which then throws its reason. */
  readonly signal?: AbortSignal | undefined;
}

type QueryValue = string | number | boolean | undefined;

/** The filters of a list, and its order. */
export type ListQuery = Readonly<Record<string, QueryValue | readonly QueryValue[]>>;

export interface ConnectionOptions {
  /** The address of the server, such as `http://127.0.0.1:8765`. Default: the base path of the page. */
  readonly baseUrl?: string;
  /** The time limit for an answer, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number;
  /** Called when the server requires a sign-in. */
  readonly onSignInNeeded?: () => void;
}

interface CallParts extends CallOptions {
  readonly body?: object;
  /** Whether the request goes on after the page is gone. */
  readonly keepalive?: boolean;
  /** The part of a file to ask for. Its content is not read. */
  readonly range?: string;
}

/** Sends requests to the server of the page. */
export function createConnection(options: ConnectionOptions = {}) {
  const { baseUrl = basePath().slice(0, -1), timeoutMs = 15_000, onSignInNeeded } = options;
  const api = `${baseUrl}/api/v1`;

  async function call<Answer>(
    method: "GET" | "POST" | "PATCH" | "DELETE",
    path: string,
    { body, signal, keepalive = false, range }: CallParts = {},
  ): Promise<Answer> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const until = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    const init: RequestInit = { method, keepalive, signal: until };
    if (body !== undefined) {
      init.headers = { "content-type": "application/json" };
      init.body = JSON.stringify(body);
    }
    if (range !== undefined) init.headers = { range };
    const text = await textOf(path, init, signal);
    return text === "" || range !== undefined ? (undefined as Answer) : inOwnLanguage<Answer>(text);
  }

  /** @throws as every call */
  async function textOf(path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<string> {
    const response = await responseOf(path, init, signal);
    return orUnreachable(() => response.text(), signal);
  }

  /** Resolves when the server has begun a good answer. @throws as every call */
  async function responseOf(path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
    const response = await orUnreachable(() => fetch(`${api}${path}`, init), signal);
    if (response.ok) return response;
    if (response.status === 401) onSignInNeeded?.();
    throw await failureOf(response.status, await orUnreachable(() => response.text(), signal));
  }

  const get = <Answer>(path: string, { signal }: CallOptions = {}) => call<Answer>("GET", path, { signal });
  const post = <Answer>(path: string, body: object | undefined, { signal }: CallOptions = {}) =>
    call<Answer>("POST", path, { signal, ...(body !== undefined && { body }) });

  return { api, call, get, post, textOf, responseOf };
}
export type Connection = ReturnType<typeof createConnection>;

export function query(values: ListQuery): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined) search.append(name, String(each));
    }
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}

/** A request with a body, without a time limit. */
export function sending(
  body: object,
  signal: AbortSignal | undefined,
  headers: Record<string, string> = {},
): RequestInit {
  const init: RequestInit = { method: "POST", body: JSON.stringify(body) };
  init.headers = { "content-type": "application/json", ...headers };
  if (signal !== undefined) init.signal = signal;
  return init;
}
