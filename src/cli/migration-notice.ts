import type { Printer } from "./printer.ts";

/** A library that is upgraded in less time has no notice, in milliseconds. */
const noticeAfterMs = 1_000;

/**
 * Handles the upgrade of a library that an older Gleaner wrote, which may take minutes. It says so after a second.
 *
 * Until the upgrade is done, Ctrl-C ends this process at once by the signal itself: no thread can be asked to stop in the
 * middle of a statement. The next program that opens the library finds it as it was, because an upgrade is one
 * transaction.
 *
 * @returns a listener for `ServerOptions.onMigration`
 */
export function migrationNotice(err: Printer): (migrated: Promise<unknown>) => void {
  return (migrated) => void watch(migrated, err);
}

async function watch(migrated: Promise<unknown>, err: Printer): Promise<void> {
  const timer = setTimeout(() => {
    err.say("Upgrading the library for this version of Gleaner. Ctrl-C leaves it as it was.");
  }, noticeAfterMs);
  process.prependListener("SIGINT", endBySignal);
  try {
    await migrated;
  } catch {
    // Whoever opens the library gets the error.
  } finally {
    clearTimeout(timer);
    process.off("SIGINT", endBySignal);
  }
}

function endBySignal(): void {
  process.removeAllListeners("SIGINT");
  process.kill(process.pid, "SIGINT");
}
