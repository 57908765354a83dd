import { type FastifyReply, type FastifyRequest, LogController } from "fastify";

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
    // A client that leaves is no error.
    if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") request.log.error({ err: error }, "A stream broke off");
  }
}
