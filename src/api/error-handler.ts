/** Every error is sent as `{"detail": {"code", "message", "sentence"?}}`. Unexpected ones are logged, and their text is not sent. */
import type { Socket } from "node:net";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { InvalidCursor } from "../jobs/job-store.ts";
import { StoreError } from "../jobs/store-error.ts";
import { onceIn } from "../once-in.ts";
import type { ErrorJson } from "./contract/errors.ts";
import { ApiError, errorCodes } from "./error-codes.ts";
import { sentenceJson } from "./wire-values.ts";
import { wrongValues } from "./wrong-values.ts";

/** nginx's status for a request whose client has left. Only the log shows it. */
const clientGoneStatus = 499;

/** After how long the same error of the database is logged again, in milliseconds: every open page asks all the time. */
const loggedAgainMs = 30_000;

/** @param options.basePath see base-path.ts */
export function handleErrors(app: FastifyInstance, { basePath }: { readonly basePath: string }): void {
  // The message says what is wrong with the database and what to do. Its cause is SQL, which helps nobody.
  const logStoreError = onceIn(loggedAgainMs, (error) => {
    if (error instanceof StoreError) app.log.error({ code: error.code }, error.message);
  });
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof StoreError && !reply.raw.destroyed) logStoreError(error);
    return answerError(error, request, reply);
  });
  app.setNotFoundHandler((request) => {
    const { pathname } = URL.parse(request.originalUrl, "http://localhost") ?? { pathname: "" };
    const message = `There is nothing at ${request.method} ${pathname}. ${basePath}/docs lists all calls.`;
    throw new ApiError("NOT_FOUND", message);
  });
}

/** Answers `error`, whatever it is. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (reply.raw.destroyed) return reply.code(clientGoneStatus).send();
  const known = apiErrorOf(error, request);
  const { status } = errorCodes[known.code];
  if (known.code === "INTERNAL_ERROR") {
    const about = { method: request.method, route: request.routeOptions.url };
    request.log.error({ ...about, err: error }, "A request failed");
  }
  return reply.code(status).type("application/json; charset=utf-8").send(errorJson(known));
}

/** Answers a connection whose request could not be read: it is not HTTP, or it did not arrive in time. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  // Without the names of `node:http`: importing it as a module of ECMAScript loads its WebSocket, too.
  const [answer, reason] =
    error.code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? [
          new ApiError("REQUEST_TIMEOUT", "The request did not arrive completely in time. Send it again."),
          "Request Timeout",
        ]
      : [new ApiError("BAD_REQUEST", "This is not a valid HTTP request."), "Bad Request"];
  const body = JSON.stringify(errorJson(answer));
  if (socket.writable) {
    const head = `HTTP/1.1 ${answer.status} ${reason}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}`;
    socket.write(`${head}\r\nConnection: close\r\n\r\n${body}`);
  }
  socket.destroy(error);
}

function errorJson({ code, message, sentence }: ApiError): ErrorJson {
  return { detail: { code, message, ...sentenceJson(sentence) } };
}

/** The body of an error whose answer has begun already. It is logged as any other. */
export function lateErrorJson(error: unknown, request: FastifyRequest): ErrorJson {
  const known = apiErrorOf(error, request);
  if (known.code === "INTERNAL_ERROR") request.log.error({ err: error }, "A request failed");
  return errorJson(known);
}

function apiErrorOf(error: unknown, request: FastifyRequest): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof StoreError) return new ApiError(error.code, error.message, { cause: error });
  if (error instanceof InvalidCursor) return new ApiError("VALIDATION_ERROR", error.message, { cause: error });
  if (isFastifyError(error)) {
    const found = ofFastify(error, request);
    if (found !== null) return found;
  }
  const message =
    "The server had an internal error. Its log has the details. Try again, and report the error if it persists.";
  return new ApiError("INTERNAL_ERROR", message, { cause: error });
}

function ofFastify(error: FastifyError, { routeOptions: { bodyLimit } }: FastifyRequest): ApiError | null {
  if (error.validation !== undefined) return new ApiError("VALIDATION_ERROR", wrongValues(error));
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE": {
      const message = `The body of the request is too large. Send at most ${bodyLimit / 1024} kB.`;
      return new ApiError("PAYLOAD_TOO_LARGE", message);
    }
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new ApiError("UNSUPPORTED_MEDIA_TYPE", "Send the body as JSON, with `Content-Type: application/json`.");
    case "FST_ERR_CTP_INVALID_JSON_BODY":
      return new ApiError("VALIDATION_ERROR", "The body is not valid JSON.");
    case "FST_ERR_MAX_PARAM_LENGTH":
      return new ApiError("NOT_FOUND", "There is nothing with an id of that length.");
    // Fastify has many codes for bad requests. Their status is enough.
    default:
      return error.statusCode !== undefined && error.statusCode < 500
        ? new ApiError("BAD_REQUEST", error.message)
        : null;
  }
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && "code" in error && ("statusCode" in error || "validation" in error);
}
