/**
 * An example of a call: a request, and the answer of a server whose library is in /media/films. test/api/examples.test.ts
 * makes every request to a real server, and compares the answers.
 */
export interface CallExample {
  /** The values of the parameters in the path. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly status: number;
  /** The type of an answer that is not JSON. */
  readonly type?: string;
  /** JSON, or some lines of a text. None for an answer without a body and for one that is no text, such as a picture. */
  readonly answer?: unknown;
  /** Whether the lists of the answer are longer than those of the example. */
  readonly isExcerpt?: boolean;
}

/** The examples of some calls, such as `GET /api/v1/jobs`. */
export type CallExamples = Readonly<Record<string, CallExample>>;

/** The path and the query of the request, such as `/api/v1/jobs?limit=1`. @param call such as `GET /api/v1/jobs` */
export function addressOf(call: string, { path = {}, query = {} }: CallExample): string {
  const template = call.slice(call.indexOf(" ") + 1);
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
  const search = new URLSearchParams(query).toString().replaceAll("%2F", "/");
  return search === "" ? filled : `${filled}?${search}`;
}
