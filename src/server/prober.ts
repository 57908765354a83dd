/** The prober of a server: made from the settings, and watched for its health. */
import type { Config } from "../config.ts";
import type { DiskThreads } from "../files/disk-threads.ts";
import { proberLimits } from "../prober-limits.ts";
import { createProber } from "../scanning/probe/create-prober.ts";
import type { AdjustableProber, Prober, ProberHealth } from "../scanning/probe/prober.ts";

/** Starts no process before the first file. */
export function openProber(config: Config, disks?: DiskThreads): AdjustableProber {
  return createProber({
    ...(disks === undefined ? {} : { disks }),
    wanted: config.prober,
    limits: proberLimits(config),
  });
}

/**
 * The health of a prober, from what is known: answering starts no process. What is known is the last start of a process,
 * and a check that runs once in the beginning, and again at most once a minute while the prober does not work.
 *
 * @param options.tryFirst whether to check at once: a server that waits for work has had none to learn from
 */
export function watchHealth(prober: Prober, options: { readonly tryFirst: boolean }): () => Promise<ProberHealth> {
  const betweenChecksMs = 60_000;
  let checkedAt = options.tryFirst ? performance.now() : -Infinity;
  const first = options.tryFirst ? prober.check() : null;
  return async () => {
    await first;
    if (!prober.health.ok && performance.now() - checkedAt > betweenChecksMs) {
      checkedAt = performance.now();
      void prober.check();
    }
    return prober.health;
  };
}

/** Tries whether files can be probed with these settings. Starts a process for that, and ends it. */
export async function tryProber(config: Config): Promise<ProberHealth> {
  const prober = openProber(config);
  try {
    return await prober.check();
  } finally {
    await prober.close();
  }
}
