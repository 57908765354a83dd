import type { Config } from "./config.ts";
import { formatWhitelist } from "./libav/formats.ts";
import type { ProbeLimits } from "./scanning/probe/prober.ts";

/** Far more than any sound file needs, and little enough for most machines. */
const proberMemoryBytes = 1024 ** 3;

/** The limits of the prober of a server, by the settings. */
export function proberLimits(config: Config): ProbeLimits {
  return {
    concurrency: config.probers,
    mostConcurrency: config.mostProbers,
    timeoutMs: config.probeTimeoutMs,
    memoryBytes: proberMemoryBytes,
    formats: formatWhitelist(config.extensions),
  };
}
