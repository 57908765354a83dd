import { isIPv4 } from "node:net";

/**
 * Whether only this machine can reach a server at this address. Of names that is said of `localhost` alone, as what
 * another one stands for can change.
 *
 * @param host an IPv6 address may have its brackets
 */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));
}
