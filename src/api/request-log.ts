import { type FastifyReply, type FastifyRequest, LogController } from "fastify";

/**
 * Requests are worth a line only to somebody who looks for one: they are logged at `debug`, when they have been
 * answered, by the template of their route, so that neither paths nor a token can get into the log.
 */
export class RequestLog extends LogController {
  override incomingRequest(): void {}

  override requestCompleted(_error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const { method, routeOptions } = request;
    const facts = { method, route: routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    request.log.debug(facts, "A request was answered");
  }

  override streamError(error: Error & { code?: string }, request: FastifyRequest): void {
    // A client that leaves is nothing to worry about.
    if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") request.log.error({ err: error }, "A stream broke off");
  }
}
