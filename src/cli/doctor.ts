import { stat } from "node:fs/promises";
import { databasePath } from "../data-directory.ts";
import { tryProber } from "../server.ts";
import { version } from "../version.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { bytes } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { shownPath } from "./shown-path.ts";

interface Finding {
  readonly ok: boolean;
  readonly about: string;
  readonly detail: string;
}

/** `gleaner doctor`: whether everything that a scan needs is there and works. */
export async function doctor(context: CommandContext): Promise<ExitCode> {
  const findings: Finding[] = [];
  const { config, stdout } = context;
  findings.push({
    ok: true,
    about: "gleaner",
    detail: `${version}, on Node ${process.version}, ${process.platform} ${process.arch}`,
  });
  for (const warning of config.warnings) findings.push({ ok: false, about: "settings", detail: warning });
  const [server, prober] = await Promise.all([inspectServer(context), tryProber(config)]);
  findings.push(...server, { about: "prober", ...prober });
  for (const { ok, about, detail } of findings) stdout.write(`${ok ? "ok " : "BAD"}  ${about.padEnd(9)} ${detail}\n`);
  return findings.every(({ ok }) => ok) ? 0 : 1;
}

async function inspectServer(context: CommandContext): Promise<Finding[]> {
  const { config } = context;
  try {
    return await withServer(context, "gleaner doctor", async (client, own) => {
      const { database, disk } = (await client.ready()).checks;
      const where = own === null ? `a Gleaner answers at ${client.url}` : await librarySize(databasePath(config));
      return [
        { about: "library", ok: true, detail: where },
        { about: "database", ...database },
        { about: "disk", ...disk },
      ];
    });
  } catch (error) {
    return [{ ok: false, about: "library", detail: error instanceof Error ? error.message : String(error) }];
  }
}

async function librarySize(path: string): Promise<string> {
  const { size } = await stat(path);
  return `${shownPath(path)}, ${bytes(size)}`;
}
