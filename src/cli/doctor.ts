import { stat } from "node:fs/promises";
import type { Config, InvalidSetting } from "../config.ts";
import { databasePath, hasLibrary, mayMakeLibrary } from "../data-directory.ts";
import { databaseName } from "../database-name.ts";
import { DiskThreads } from "../files/disk-threads.ts";
import { NamedPaths } from "../files/named-paths.ts";
import { requireProcessLimits } from "../process-limits.ts";
import { tryProber } from "../server/prober.ts";
import { version } from "../version.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { detailColumn, type Finding, findingLine } from "./doctor-finding.ts";
import { inspectDatabase, workerFindings } from "./doctor-postgres.ts";
import type { Printer } from "./printer.ts";
import { bytes } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { shownPath } from "./shown-path.ts";

/** `gleaner doctor`: checks everything that a scan needs. @returns 1 if something does not work */
export async function doctor(context: CommandContext, flags: { readonly json: boolean }): Promise<ExitCode> {
  const { config, out } = context;
  const [server, roots, prober] = await Promise.all([inspectServer(context), inspectRoots(config), tryProber(config)]);
  const findings: readonly Finding[] = [
    {
      ok: true,
      about: "gleaner",
      detail: `${version}, on Node ${process.version}, ${process.platform} ${process.arch}`,
    },
    ...config.warnings.map((detail) => ({ ok: false, about: "settings", detail })),
    ...server,
    ...roots,
    { about: "prober", ok: prober.ok, detail: prober.detail },
  ];
  const ok = findings.every((finding) => finding.ok);
  if (flags.json) out.json({ ok, checks: findings });
  else for (const finding of findings) out.say(findingLine(finding), { indent: detailColumn });
  return ok ? 0 : 1;
}

/** For `--json`: one object, also if the settings forbid every check. */
export function printInvalidSetting({ message }: InvalidSetting, out: Printer): void {
  const finding: Finding = { ok: false, about: "settings", detail: message };
  out.json({ ok: false, checks: [finding] });
}

async function inspectServer(context: CommandContext): Promise<readonly Finding[]> {
  const { config, serverUrl } = context;
  try {
    if (serverUrl === undefined && !(await hasLibrary(config))) return [await inspectPlaceOfLibrary(config)];
    return await withServer(context, "gleaner doctor", async (client, own) => {
      const { database, disk } = (await client.ready()).checks;
      const { databaseUrl } = config;
      const where = own === null ? `a Gleaner answers at ${client.url}` : await describeLibrary(config);
      const isOnPostgres = databaseUrl !== null && serverUrl === undefined;
      const [postgres, workers] = await Promise.all([
        isOnPostgres ? inspectDatabase({ ...config, databaseUrl }) : null,
        client.workers(),
      ]);
      return [
        { about: "library", ok: true, detail: where },
        { about: "database", ok: database.ok, detail: database.detail },
        ...(postgres === null ? [] : [postgres]),
        ...(isOnPostgres || workers.length > 0 ? workerFindings(workers) : []),
        { about: "disk", ok: disk.ok, detail: disk.detail },
      ];
    });
  } catch (error) {
    return [{ ok: false, about: "library", detail: error instanceof Error ? error.message : String(error) }];
  }
}

/** The place of a library that the first scan makes. */
async function inspectPlaceOfLibrary(config: Config): Promise<Finding> {
  await requireProcessLimits();
  const place = shownPath(databasePath(config));
  return (await mayMakeLibrary(config))
    ? { ok: true, about: "library", detail: `none yet; the first scan makes ${place}` }
    : { ok: false, about: "library", detail: `none, and this user may not make ${place}. Choose another with --data.` };
}

/** The roots that cannot be used; if all can be used, one finding that names them. */
async function inspectRoots({ roots }: Config): Promise<readonly Finding[]> {
  if (roots.length === 0) return [];
  const disks = new DiskThreads();
  const unusable = await new NamedPaths({ roots, loopbackOnly: true, disks }).unusableRoots();
  disks.close();
  if (unusable.length === 0) return [{ ok: true, about: "roots", detail: roots.map(shownPath).join(", ") }];
  return unusable.map(({ path, problem }) => ({
    ok: false,
    about: "roots",
    detail: `${shownPath(path)} cannot be scanned: ${problem}`,
  }));
}

async function describeLibrary(config: Config): Promise<string> {
  if (config.databaseUrl !== null) return databaseName(config.databaseUrl);
  const path = databasePath(config);
  const { size } = await stat(path);
  return `${shownPath(path)}, ${bytes(size)}`;
}
