/**
 * Answers of requests that may take minutes. A client that accepts NDJSON hears how far the work is, so neither it nor a
 * proxy gives up a connection on which nothing comes. Other clients get one answer at the end.
 */
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { lateErrorJson } from "./error-handler.ts";

const ndjson = "application/x-ndjson";

/** What such an answer says, for the description of a call. */
export const progressMeans =
  `If the request accepts \`${ndjson}\` and the work takes longer than a moment, the answer has lines such as ` +
  '`{"progress": 0.25}`, at least one a second. The last line is the answer, or an error in its usual form: the status was ' +
  "sent before.";

/**
 * @param work gets a function that it calls now and then with the share that is done, from 0 to 1
 * @returns what to send: the result, or lines if the work takes long enough for a first share
 * @throws the errors of `work`, before the first line
 */
export async function answerWithProgress<Result extends object>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (onProgress: (share: number) => void) => Promise<Result>,
): Promise<Result | Readable> {
  if (request.headers.accept?.includes(ndjson) !== true) return work(() => {});
  let share = 0;
  let next = Promise.withResolvers<"progress">();
  const result = work((now) => {
    share = now;
    next.resolve("progress");
  });
  const end = result.then(
    () => "end" as const,
    () => "end" as const,
  );
  const race = () => Promise.race([end, next.promise]);
  if ((await race()) === "end") return result;
  async function* lines(): AsyncGenerator<string, void> {
    do {
      yield line({ progress: share });
      next = Promise.withResolvers();
    } while ((await race()) === "progress");
    await end;
    // The client has left, which has ended the work.
    if (reply.raw.destroyed) return;
    yield line(await result.catch((error: unknown) => lateErrorJson(error, request)));
  }
  reply.headers({ "content-type": ndjson, "x-accel-buffering": "no" });
  return Readable.from(lines());
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
