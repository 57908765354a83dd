/**
 * Who may talk to this server. A browser will carry requests of any web page to a server on the same machine, so:
 * - The Host header must name this server: a page of another site whose name was pointed at this address (DNS
 *   rebinding) gives itself away by it.
 * - What changes something must not come from a page of another origin. There are no CORS headers, so such a page can
 *   read no answer either.
 * - Where a token is set, every request must bring it, or the session of a browser that has shown it.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ApiError } from "./error-codes.ts";
import { isLoopback } from "./loopback.ts";
import { sessionInCookies, sessionOf } from "./session.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Needs no token. */
    readonly isPublic?: boolean;
    /** Answers with events for as long as the client listens; takes the token in its address too. */
    readonly isEventStream?: boolean;
  }
}

export interface GuardOptions {
  /** Whether the server can be reached from this machine only. */
  readonly loopbackOnly: boolean;
  /** Names by which it may be called besides; `*` for any. */
  readonly allowedHosts: readonly string[];
  readonly token: string | null;
}

const readOnlyMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Checks every request to `app`, known address or not, before anything else is done with it. */
export function guard(app: FastifyInstance, options: GuardOptions): void {
  const session = options.token === null ? null : sessionOf(options.token);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
    checkHost(request.headers.host, options);
    if (!readOnlyMethods.has(request.method)) checkOrigin(request.headers);
    const { token } = options;
    if (token === null || session === null || request.routeOptions.config.isPublic === true) return;
    if (isSameText(tokenOf(request), token)) return;
    if (isSameText(sessionInCookies(request.headers.cookie) ?? "", session)) return;
    reply.header("www-authenticate", "Bearer");
    throw new ApiError(
      "UNAUTHORIZED",
      "This server wants its token: send it as `Authorization: Bearer TOKEN`. A browser signs in on the start page.",
    );
  });
}

function checkHost(host: string | undefined, { loopbackOnly, allowedHosts }: GuardOptions): void {
  if (allowedHosts.includes("*")) return;
  const name = hostName(host);
  if (name !== null) {
    if (name === "localhost" || name.endsWith(".localhost")) return;
    // An address cannot be pointed elsewhere; that of this machine has many forms when it is reached through others.
    if (isIP(name) !== 0 && (isLoopback(name) || !loopbackOnly)) return;
    if (allowedHosts.some((allowed) => hostName(allowed) === name)) return;
  }
  throw new ApiError(
    "HOST_NOT_ALLOWED",
    "This server does not answer to that host name. Use its address, or add the name to GLEANER_ALLOWED_HOSTS.",
  );
}

/** The name or address in a Host header, in lower case and without brackets; null where it is not a proper one. */
function hostName(host: string | undefined): string | null {
  const parts = /^(?:\[([\da-f:.]+)\]|([^\s/\\@:?#[\]]+?)\.?)(?::\d+)?$/i.exec(host ?? "");
  return (parts?.[1] ?? parts?.[2])?.toLowerCase() ?? null;
}

function checkOrigin({
  origin,
  host,
}: {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
}): void {
  if (origin === undefined) return;
  const from = URL.parse(origin);
  // Parsed with the same scheme, so that a default port counts as left out in both.
  if (from !== null && from.host !== "" && URL.parse(`${from.protocol}//${host}`)?.host === from.host) return;
  throw new ApiError("ORIGIN_NOT_ALLOWED", "A web page of another origin may not change anything here.");
}

function tokenOf({ headers, query, routeOptions }: FastifyRequest): string {
  const bearer = /^Bearer +(.+)$/i.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const inAddress = routeOptions.config.isEventStream === true && typeof query === "object" && query !== null;
  return inAddress && "token" in query && typeof query.token === "string" ? query.token : "";
}

/** Compares without telling by the time that it takes how much of it was right. */
export function isSameText(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
