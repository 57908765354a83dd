import { expect, test } from "vitest";
import { WrongTokens } from "./wrong-tokens.ts";

/** With a clock that a test moves. */
function start() {
  const clock = { now: 0 };
  const logged: unknown[] = [];
  const delays: number[] = [];
  const delay = async (ms: number): Promise<void> => void delays.push(ms);
  const tokens = new WrongTokens({ now: () => clock.now, delay, onWrong: (wrong) => logged.push(wrong) });
  /** Whether a token of this address would be looked at. */
  const isAdmitted = (address: string): boolean => {
    try {
      tokens.checkAddress(address);
      return true;
    } catch {
      return false;
    }
  };
  return { clock, delays, logged, tokens, isAdmitted };
}

/** Guesses until the address is refused, without waiting for answers. @returns how many tokens were looked at */
function guess({ tokens, isAdmitted }: ReturnType<typeof start>, address: string): number {
  let looked = 0;
  while (looked < 1_000 && isAdmitted(address)) {
    void tokens.wrong(address);
    looked += 1;
  }
  return looked;
}

test("an address may be wrong about five times a second, however many requests it sends at once", () => {
  const scene = start();
  const burst = guess(scene, "192.0.2.7");
  expect(burst).toBeLessThan(30);
  scene.clock.now += 10_000;
  expect(guess(scene, "192.0.2.7")).toBeLessThanOrEqual(burst);
  scene.clock.now += 1_000;
  expect(guess(scene, "192.0.2.7")).toBe(5);
});

test("the first wrong tokens are answered at once, and each further one later", async () => {
  const { delays, tokens } = start();
  for (let count = 0; count < 10; count += 1) await tokens.wrong("192.0.2.7");
  expect(delays).toEqual([]);
  for (let count = 0; count < 3; count += 1) await tokens.wrong("192.0.2.7");
  expect(delays).toEqual([200, 400, 600]);
});

test("an address that guesses keeps no other address out, and is let in again after a few seconds", () => {
  const scene = start();
  guess(scene, "192.0.2.7");
  expect(scene.isAdmitted("192.0.2.7")).toBe(false);
  expect(scene.isAdmitted("192.0.2.8")).toBe(true);
  scene.clock.now += 3_000;
  expect(scene.isAdmitted("192.0.2.7")).toBe(true);
});

test("all addresses of an IPv6 network count as one", () => {
  const scene = start();
  guess(scene, "2001:db8:1:2::7");
  expect(scene.isAdmitted("2001:db8:1:2:ffff::1")).toBe(false);
  expect(scene.isAdmitted("2001:db8:1:3::7")).toBe(true);
  guess(scene, "::ffff:192.0.2.7");
  expect(scene.isAdmitted("::ffff:192.0.2.8")).toBe(true);
});

test("however many addresses are wrong, only so many are remembered", () => {
  const { tokens } = start();
  for (let index = 0; index < 20_000; index += 1)
    void tokens.wrong(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
  expect(tokens.size).toBe(10_000);
});

test("wrong tokens are logged once a minute, with their number", () => {
  const { clock, logged, tokens } = start();
  for (let index = 0; index < 5; index += 1) void tokens.wrong("192.0.2.7");
  clock.now += 60_000;
  void tokens.wrong("192.0.2.8");
  expect(logged).toEqual([
    { count: 1, address: "192.0.2.7" },
    { count: 5, address: "192.0.2.8" },
  ]);
});
