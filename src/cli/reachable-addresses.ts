import { networkInterfaces } from "node:os";

/**
 * The addresses at which other machines reach a server of this one.
 *
 * @param host the address that the server listens on
 * @param url its own address, for the port and the base path
 * @returns an empty list unless the server listens on all addresses
 */
export function reachableAddresses(host: string, url: string): readonly string[] {
  const everywhere: Readonly<Record<string, readonly string[]>> = { "0.0.0.0": ["IPv4"], "::": ["IPv4", "IPv6"] };
  const families = everywhere[host.replace(/^\[(.*)\]$/, "$1")];
  if (families === undefined) return [];
  const { port, pathname } = new URL(url);
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family, address }) => !internal && families.includes(family) && !address.startsWith("fe80:"))
    .map(({ address, family }) => {
      const name = family === "IPv6" ? `[${address}]` : address;
      return `http://${name}:${port}${pathname === "/" ? "" : pathname}`;
    });
}
