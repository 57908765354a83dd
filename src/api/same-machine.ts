import type { FastifyRequest } from "fastify";
import { hostName } from "./check-host.ts";
import { isLoopback } from "./loopback.ts";

/** Headers that proxies add, besides `X-Forwarded-…`. */
const ofProxies: ReadonlySet<string> = new Set(["forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip"]);

/**
 * Whether a request comes from the machine of this server. A proxy on this machine passes on the requests of others, so
 * nothing in the request may tell of a proxy, and the browser must have named this machine itself.
 */
export function isFromSameMachine({ socket, headers }: Pick<FastifyRequest, "socket" | "headers">): boolean {
  if (!isLoopback(socket.remoteAddress ?? "")) return false;
  if (Object.keys(headers).some((name) => ofProxies.has(name) || name.startsWith("x-forwarded-"))) return false;
  const { host, origin } = headers;
  return namesLoopback(host) && (origin === undefined || namesLoopback(URL.parse(origin)?.host));
}

function namesLoopback(host: string | undefined): boolean {
  const name = hostName(host);
  return name !== null && (isLoopback(name) || name.endsWith(".localhost"));
}
