import { readFile } from "node:fs/promises";

/**
 * Whether a process of Linux was killed and has not ended. One of its threads waits for a disk that does not answer, and
 * until this thread comes back, the process keeps its locks and its ports.
 */
export async function isKilledAndWaits(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  // Signals that wait for the process, as a mask in which SIGKILL is the ninth bit.
  const [, signals = "0"] = /^ShdPnd:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  return (BigInt(`0x${signals}`) & 0x100n) !== 0n || /^State:\s*[ZX]/m.test(status);
}

/** What such a process means for people, to follow its name. The sentence says what to do. */
export const killedAndWaits =
  "It was killed, but cannot end before a disk answers that it reads from. " +
  "Connect that disk again, unmount it with `umount -f`, or restart this machine.";
