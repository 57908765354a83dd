/**
 * Decides who may talk to this server. A browser carries requests of any web page to a server on the same machine, so:
 * - The Host header must name this server (check-host.ts).
 * - A request that changes something must not come from a page of another site (check-origin.ts). There are no CORS
 *   headers, so such a page cannot read an answer either.
 * - With a token set, every request must bring the token, or the session cookie of a browser that has shown it.
 *   The file of a video can also be had with a pass for it (film-pass.ts).
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Said, say } from "../sentences/say.ts";
import { checkHost, type HostOptions } from "./check-host.ts";
import { checkOrigin } from "./check-origin.ts";
import { ApiError } from "./error-codes.ts";
import { endOfPass, passUntil } from "./film-pass.ts";
import { sessionInCookies, sessionOf } from "./session.ts";
import type { WrongTokens } from "./wrong-tokens.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Needs no token. */
    readonly isPublic?: boolean;
    /** Answers with events for as long as the client listens. The address may carry the token too. */
    readonly isEventStream?: boolean;
    /** Sends the file of the video with the parameter `id`. The address may carry a pass for it instead of the token. */
    readonly takesPass?: boolean;
  }
}

export interface GuardOptions extends HostOptions {
  /** The token that requests must bring; null if they need none. */
  readonly token: string | null;
}

const readOnlyMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Checks every request to `app`, also at unknown addresses, before anything else happens with it. */
export function guard(app: FastifyInstance, options: GuardOptions, wrongTokens: WrongTokens): void {
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
    if (!readOnlyMethods.has(request.method)) checkOrigin(request.headers, options.allowedHosts);
    const { token } = options;
    if (token === null || session === null || request.routeOptions.config.isPublic === true) return;
    if (await hasPass(request, token, wrongTokens)) return;
    const shownToken = tokenOf(request);
    const shownSession = sessionInCookies(request.headers.cookie);
    if (shownToken !== null || shownSession !== null) {
      wrongTokens.checkAddress(request.ip);
      if (shownToken !== null && isSameText(shownToken, token)) return;
      if (shownSession !== null && isSameText(shownSession, session)) return;
      await wrongTokens.wrong(request.ip);
    }
    reply.header("www-authenticate", "Bearer");
    throw new ApiError("UNAUTHORIZED", refusal({ shownToken, shownSession }));
  });
}

function refusal(shown: { readonly shownToken: string | null; readonly shownSession: string | null }): string | Said {
  if (shown.shownToken !== null) {
    return "This is not the token of this server. Send the GLEANER_TOKEN that the server was started with.";
  }
  if (shown.shownSession !== null) {
    return say("session_over");
  }
  return "This server is protected. Send its GLEANER_TOKEN as `Authorization: Bearer TOKEN`. Browsers sign in on the start page.";
}

/** The token in a request, right or wrong; null if there is none. */
function tokenOf({ headers, query, routeOptions }: FastifyRequest): string | null {
  const bearer = /^Bearer +(.+)$/i.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  return routeOptions.config.isEventStream === true ? textIn(query, "token") : null;
}

/**
 * Whether a request carries a pass for the video that it asks for; see film-pass.ts.
 *
 * @throws ApiError `UNAUTHORIZED` for a pass that is wrong or has ended
 */
async function hasPass(request: FastifyRequest, token: string, wrongTokens: WrongTokens): Promise<boolean> {
  const { query, params, routeOptions, ip } = request;
  if (routeOptions.config.takesPass !== true) return false;
  const pass = textIn(query, "pass");
  if (pass === null) return false;
  wrongTokens.checkAddress(ip);
  const end = endOfPass(pass);
  if (end === null || !isSameText(pass, passUntil(textIn(params, "id") ?? "", token, end))) {
    await wrongTokens.wrong(ip);
    throw new ApiError("UNAUTHORIZED", "This address is not valid. Open the video from the library again.");
  }
  if (end > Date.now() / 1_000) return true;
  throw new ApiError(
    "UNAUTHORIZED",
    "This address was valid for some hours only. Open the video from the library again.",
  );
}

function textIn(values: unknown, name: string): string | null {
  const value: unknown = typeof values === "object" && values !== null ? Reflect.get(values, name) : null;
  return typeof value === "string" ? value : null;
}

/** Compares in constant time, so that the duration does not tell how much of the text was right. */
export function isSameText(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
