import type { IncomingHttpHeaders } from "node:http";
import { say } from "../sentences/say.ts";
import { hostName, isAllowedHost } from "./check-host.ts";
import { ApiError } from "./error-codes.ts";

/**
 * Checks that a request that changes something does not come from a page of another site.
 *
 * The page of this server has an Origin whose host equals the Host header. Behind a proxy that replaces the Host
 * header, the Origin must be in GLEANER_ALLOWED_HOSTS instead. Programs send neither Origin nor Sec-Fetch-Site.
 *
 * @throws ApiError `ORIGIN_NOT_ALLOWED`
 */
export function checkOrigin(headers: IncomingHttpHeaders, allowedHosts: readonly string[]): void {
  const { origin, host } = headers;
  if (origin === undefined) {
    const site = headers["sec-fetch-site"];
    if (site === "cross-site" || site === "same-site") throw otherSite();
    return;
  }
  const from = URL.parse(origin);
  if (from === null || from.host === "") throw otherSite();
  // Parsed with the scheme of the origin, so that a default port equals no port.
  if (URL.parse(`${from.protocol}//${host}`)?.host === from.host) return;
  const name = hostName(from.host);
  if (name !== null && isAllowedHost(name, allowedHosts)) return;
  throw new ApiError(
    "ORIGIN_NOT_ALLOWED",
    say("other_host", { from: from.host, host: host ?? "not at all", name: from.hostname }),
  );
}

function otherSite(): ApiError {
  return new ApiError("ORIGIN_NOT_ALLOWED", say("other_site"));
}
