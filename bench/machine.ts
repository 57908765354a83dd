/** On what was measured: figures mean something only together with it. */
import { execFile } from "node:child_process";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { promisify } from "node:util";

export interface Machine {
  readonly cores: number;
  /** Processes at work during the minute before, on average. */
  readonly load: number;
  /** What the results say of it. */
  readonly facts: readonly (readonly [name: string, fact: string])[];
}

/** What is compared with is not there. */
export class MissingPrograms extends Error {
  override readonly name = "MissingPrograms";
  readonly code = "MISSING_PROGRAMS";
}

/**
 * @param directory on the disk on which is measured
 * @param dataDirectory for a Gleaner that is asked with what it reads videos
 * @throws MissingPrograms, saying how to install them
 */
export async function describeMachine(directory: string, dataDirectory: string): Promise<Machine> {
  const [ffprobe, mediainfo, find] = await Promise.all([
    said("ffprobe", ["-version"], /version (\S+)/),
    said("mediainfo", ["--Version"], /(v[\d.]+)/),
    said("find", ["--version"], /(\d[\d.]+)/),
  ]);
  if (ffprobe === null || mediainfo === null || find === null) {
    throw new MissingPrograms(
      "What Gleaner is compared with is missing: install it with `sudo apt-get install ffmpeg mediainfo findutils` " +
        "(Debian, Ubuntu), or the packages of the same names of your system, and run this again.",
    );
  }
  const [disk, commit, changes, system, prober] = await Promise.all([
    said("df", ["--output=fstype,source", directory], /\n(.+)/),
    said("git", ["log", "-1", "--format=%h"], /(\w+)/),
    said("git", ["status", "--porcelain", "--untracked-files=no"], /(\S)/),
    said("sh", ["-c", ". /etc/os-release && echo $PRETTY_NAME"], /(.+)/),
    said(process.execPath, ["../dist/main.js", "doctor", "--data", dataDirectory], /prober\s+(.+)/),
  ]);
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  return {
    cores,
    load,
    facts: [
      ["date", new Date().toISOString().slice(0, 16).replace("T", " ")],
      ["commit", commit === null ? "unknown" : `${commit}${changes === null ? "" : ", with changes"}`],
      ["cores", `${cores} of ${cpus()[0]?.model.trim() ?? "an unknown processor"}`],
      ["memory", `${(totalmem() / 1e9).toFixed(1)} GB`],
      ["disk", disk?.trim().replace(/\s+/, " on ") ?? "unknown"],
      ["system", `${system ?? "unknown"}, ${type()} ${release()}`],
      ["Node", process.version],
      ["Gleaner reads with", prober ?? "unknown"],
      ["ffprobe", ffprobe],
      ["mediainfo", mediainfo],
      ["find", find],
      ["load before", load.toFixed(2)],
    ],
  };
}

/** What the pattern finds in a program's output; null where it is not there or says nothing like it. */
async function said(program: string, args: readonly string[], pattern: RegExp): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, [...args], { cwd: import.meta.dirname });
    return pattern.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}
