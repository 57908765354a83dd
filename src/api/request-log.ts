import { type FastifyReply, type FastifyRequest, LogController } from "fastify";

/** A client that leaves is no error, nor is the end of the server. */
const expected: ReadonlySet<string | undefined> = new Set([
  "ERR_STREAM_PREMATURE_CLOSE",
  "REQUEST_OVER",
  "SERVER_STOPPING",
]);

/**
 * Logs requests at the level `debug`, after they were answered. A line has the template of the route, so neither paths nor
 * a token get into the log.
 */
export class RequestLog extends LogController {
  override incomingRequest(): void {}

  override requestCompleted(_error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const { method, routeOptions } = request;
    const facts = { method, route: routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    request.log.debug(facts, "A request was answered");
  }

  override streamError(error: Error & { code?: string }, request: FastifyRequest): void {
    if (!expected.has(error.code)) request.log.error({ err: error }, "A stream broke off");
  }
}
