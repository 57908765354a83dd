import { BlockList, isIP } from "node:net";

const loopbackAddresses = new BlockList();
loopbackAddresses.addSubnet("127.0.0.0", 8, "ipv4");
loopbackAddresses.addAddress("::1", "ipv6");

/**
 * Whether only this machine can reach a server at this address. IPv4 addresses may be written as IPv6, such as
 * `::ffff:127.0.0.1`. Of all names only `localhost` counts: any other name can be pointed elsewhere.
 *
 * @param host an IPv6 address may have its brackets
 */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, "$1");
  const version = isIP(address);
  return version === 0 ? host === "localhost" : loopbackAddresses.check(address, version === 4 ? "ipv4" : "ipv6");
}
