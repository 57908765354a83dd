import type { IncomingHttpHeaders } from "node:http";
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
    `The page that sent this request is at ${from.host}, but the request names this server ${host ?? "not at all"}. ` +
      "If a reverse proxy stands between them, have it pass the name on (nginx: `proxy_set_header Host $http_host;`), " +
      `or add ${from.hostname} to GLEANER_ALLOWED_HOSTS. Any other site may not change anything here.`,
  );
}

function otherSite(): ApiError {
  return new ApiError(
    "ORIGIN_NOT_ALLOWED",
    "This request comes from a page of another site, which may not change anything here.",
  );
}
