/**
 * For tests: the attack on a path. A process of its own exchanges a directory for a link and back, as fast as it can.
 * Its program is this file, too.
 */
import { fork } from "node:child_process";
import { renameSync, symlinkSync, unlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { lengthen } from "../lengthen.ts";

export interface Exchange {
  /** How often the directory has been exchanged so far. */
  readonly count: number;
  /** Ends the attack. The directory is there again afterwards. */
  stop(): Promise<void>;
}

/** Begins to exchange `path`, a directory or file, for a link to `target` and back. */
export async function exchangeForLink(path: string, target: string): Promise<Exchange> {
  const child = fork(import.meta.filename, [path, target], { execArgv: ["--disable-warning=ExperimentalWarning"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let count = 0;
  await new Promise<void>((resolve) => {
    child.on("message", (message: number) => {
      count = message;
      resolve();
    });
  });
  return {
    get count() {
      return count;
    },
    async stop() {
      child.send("stop");
      await exited;
    },
  };
}

/**
 * Repeats `attempt` until it has been made `attempts` times and there were `exchanges` exchanges, but no longer than
 * `seconds`. `npm run torture` lengthens all three.
 */
export async function attack(
  exchange: Exchange,
  limits: { readonly attempts: number; readonly exchanges: number; readonly seconds: number },
  attempt: () => Promise<unknown>,
): Promise<void> {
  const [attempts, exchanges] = [lengthen(limits.attempts), lengthen(limits.exchanges)];
  const until = performance.now() + lengthen(limits.seconds * 1_000);
  for (let made = 0; made < attempts || exchange.count < exchanges; made += 1) {
    if (performance.now() > until) return;
    await attempt();
  }
}

/** Holds each state for a random time of up to a tenth of a millisecond, so that none is met more often than the other. */
function hold(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() / 10);
}

async function exchangeUntilTold(path: string, target: string): Promise<void> {
  let stopped = false;
  process.on("message", () => {
    stopped = true;
  });
  process.on("disconnect", () => {
    stopped = true;
  });
  const aside = `${path}-aside`;
  const link = `${path}-link`;
  symlinkSync(target, link);
  for (let count = 1; !stopped; count += 1) {
    renameSync(path, aside);
    renameSync(link, path);
    hold();
    renameSync(path, link);
    renameSync(aside, path);
    hold();
    if (count % 50 === 1) {
      // The test may be gone.
      process.send?.(count, () => {});
      await delay(0);
    }
  }
  unlinkSync(link);
  process.disconnect();
}

if (process.argv[1] === import.meta.filename) {
  const [path, target] = process.argv.slice(2);
  if (path === undefined || target === undefined) throw new Error("Usage: exchange-directory.ts PATH TARGET");
  await exchangeUntilTold(path, target);
}
