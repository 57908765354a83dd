import { isIP } from "node:net";
import { ApiError } from "./error-codes.ts";
import { isLoopback } from "./loopback.ts";

export interface HostOptions {
  /** Whether only this machine can reach the server. */
  readonly loopbackOnly: boolean;
  /** The name or address that the server listens on. Default: an address of loopback. */
  readonly listenHost?: string;
  /** Further names of the server (GLEANER_ALLOWED_HOSTS); `*` allows any Host header. */
  readonly allowedHosts: readonly string[];
}

/**
 * Checks that the Host header names this server. A page of another site whose name points at this address (DNS
 * rebinding) sends that name and is refused.
 *
 * @throws ApiError `HOST_NOT_ALLOWED`
 */
export function checkHost(host: string | undefined, options: HostOptions): void {
  const { loopbackOnly, listenHost, allowedHosts } = options;
  if (allowedHosts.includes("*")) return;
  const name = hostName(host);
  if (name !== null) {
    if (name === "localhost" || name.endsWith(".localhost")) return;
    // Nobody can point an address elsewhere. A server beyond loopback may be reached by addresses it does not know.
    if (isIP(name) !== 0 && (isLoopback(name) || !loopbackOnly)) return;
    if ((listenHost !== undefined && name === hostName(listenHost)) || isAllowedHost(name, allowedHosts)) return;
  }
  throw new ApiError(
    "HOST_NOT_ALLOWED",
    "This server does not answer to this host name. Use its address, or add the name to GLEANER_ALLOWED_HOSTS.",
  );
}

/** Whether GLEANER_ALLOWED_HOSTS has the name itself; `*` does not count. Ports are ignored. */
export function isAllowedHost(name: string, allowedHosts: readonly string[]): boolean {
  return allowedHosts.some((allowed) => hostName(allowed) === name);
}

/** The name or address in a Host header, in lower case and without brackets and port; null if it is malformed. */
export function hostName(host: string | undefined): string | null {
  const parts = /^(?:\[([\da-f:.]+)\]|([^\s/\\@:?#[\]]+?)\.?)(?::\d+)?$/i.exec(host ?? "");
  return (parts?.[1] ?? parts?.[2])?.toLowerCase() ?? null;
}
