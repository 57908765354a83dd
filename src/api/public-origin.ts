import type { IncomingHttpHeaders } from "node:http";
import { checkOrigin } from "./check-origin.ts";
import { ApiError } from "./error-codes.ts";

/**
 * The origin at which clients reach this server, such as `https://media.example.org`.
 *
 * Behind a proxy only the client knows it for sure, so it may say it. Then it must be a name of this server, as in
 * `checkOrigin`: otherwise a link of somebody else could have addresses made that lead elsewhere. Without it, the Host
 * header counts, and X-Forwarded-Proto if a proxy sends it.
 *
 * @param named as the client says it
 * @throws ApiError `ORIGIN_NOT_ALLOWED`, `VALIDATION_ERROR`
 */
export function publicOrigin(
  headers: IncomingHttpHeaders,
  { named, allowedHosts }: { readonly named: string | undefined; readonly allowedHosts: readonly string[] },
): string {
  if (named !== undefined) {
    const url = URL.parse(named);
    if (url === null || !/^https?:$/.test(url.protocol) || url.origin !== named) {
      throw new ApiError(
        "VALIDATION_ERROR",
        '"origin" in the query must be an origin, such as https://media.example.org.',
      );
    }
    checkOrigin({ ...headers, origin: named }, allowedHosts);
    return named;
  }
  const [first = ""] = String(headers["x-forwarded-proto"] ?? "").split(",");
  const url = URL.parse(`${first.trim() === "https" ? "https" : "http"}://${headers.host}`);
  if (url === null)
    throw new ApiError("VALIDATION_ERROR", 'The request has no Host header. Give "origin" in the query.');
  return url.origin;
}
