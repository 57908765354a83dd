/** The machine of the measurements. Figures mean nothing without it. */
import { execFile } from "node:child_process";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { promisify } from "node:util";

export interface Machine {
  readonly cores: number;
  /** The average number of running processes during the minute before. */
  readonly load: number;
  /** The description for the results. */
  readonly facts: readonly (readonly [name: string, fact: string])[];
}

/** A program to compare with is not installed. */
export class MissingPrograms extends Error {
  override readonly name = "MissingPrograms";
  readonly code = "MISSING_PROGRAMS";
}

/**
 * @param directory on the disk of the measurements
 * @param dataDirectory of a Gleaner, which is asked for the version of its prober
 * @param options.compared whether Gleaner is compared with other programs
 * @throws MissingPrograms with the way to install them
 */
export async function describeMachine(
  directory: string,
  dataDirectory: string,
  { compared }: { readonly compared: boolean },
): Promise<Machine> {
  const others = compared ? await describeOthers() : [];
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
      ...others,
      ["load before", load.toFixed(2)],
    ],
  };
}

/** @throws MissingPrograms */
async function describeOthers(): Promise<Machine["facts"]> {
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
  return [
    ["ffprobe", ffprobe],
    ["mediainfo", mediainfo],
    ["find", find],
  ];
}

/** The match of the pattern in a program's output; null when the program is missing or prints no match. */
async function said(program: string, args: readonly string[], pattern: RegExp): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, [...args], { cwd: import.meta.dirname });
    return pattern.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}
