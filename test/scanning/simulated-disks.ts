/**
 * For tests, loaded into a thread before its own code: has everything below a directory with a file `.simulated-disk` be on
 * a device of its own, whose number is made of the content of that file.
 */
import fs, { type BigIntStats } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { dirname, join } from "node:path";
import { isMainThread } from "node:worker_threads";

const { existsSync, readFileSync, readlinkSync } = fs;

function diskOf(path: string): bigint {
  for (let [here, below] = [path, ""]; here !== below; [here, below] = [dirname(here), here]) {
    const mark = join(here, ".simulated-disk");
    if (existsSync(mark)) return BigInt(readFileSync(mark, "utf8")) << 40n;
  }
  return 0n;
}

/** A call that gives the stats of a path or of an open directory, with another device. */
function onOtherDisk(name: "statSync" | "fstatSync"): void {
  const call = fs[name] as (...args: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      const stats = call(...args);
      const [place] = args;
      if (typeof stats !== "object" || stats === null || !("dev" in stats) || typeof stats.dev !== "bigint")
        return stats;
      const path = typeof place === "number" ? readlinkSync(`/proc/self/fd/${place}`) : String(place);
      (stats as BigIntStats).dev += diskOf(path);
      return stats;
    },
  });
}

if (!isMainThread) {
  onOtherDisk("statSync");
  onOtherDisk("fstatSync");
  syncBuiltinESMExports();
}
