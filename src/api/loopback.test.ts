import { expect, test } from "vitest";
import { isLoopback } from "./loopback.ts";

test("addresses of this machine are recognized; other addresses, and names that look similar, are not", () => {
  for (const host of ["127.0.0.1", "127.8.9.1", "localhost", "::1", "[::1]", "::ffff:127.0.0.1", "[::ffff:7f00:1]"])
    expect(isLoopback(host)).toBe(true);
  for (const host of ["0.0.0.0", "::", "192.0.2.7", "127.evil.example", "127.0.0.256", "::ffff:192.0.2.7", ""]) {
    expect(isLoopback(host)).toBe(false);
  }
});
