import { expect, test } from "vitest";
import { reachableAddresses } from "./reachable-addresses.ts";

test("a server on one address is reached there, and on all addresses at those of this machine", () => {
  expect(reachableAddresses("127.0.0.1", "http://127.0.0.1:8765")).toEqual([]);
  for (const host of ["0.0.0.0", "::", "[::]"]) {
    for (const address of reachableAddresses(host, "http://127.0.0.1:8765/gleaner")) {
      expect(address).toMatch(/^http:\/\/(?!127\.|\[::1\]).+:8765\/gleaner$/);
    }
  }
});
