/**
 * Flags and environment become one checked, frozen `Config`, once, before anything else happens.
 * Flag, then environment, then default.
 */
import { availableParallelism } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { z } from "zod";
import { homeDirectory } from "./files/home-directory.ts";
import { isPlaylist } from "./libav/formats.ts";
import { type NoticeEvent, noticeEvents } from "./notices/notice-of-job.ts";
import { isWebhookSecret } from "./notices/webhook-signature.ts";
import { webhookUrl } from "./notices/webhook-url.ts";
import { problemOfPattern } from "./scanning/exclude/exclude-patterns.ts";
import { videoExtensions } from "./scanning/walk/walk-rules.ts";

export interface Config {
  /** The directory of the library and of all other files that Gleaner keeps. Null if there is no home directory for it. */
  readonly dataDirectory: string | null;
  /** The address of a Postgres database for the library; null if the library is in the data directory. */
  readonly databaseUrl: string | null;
  /** The address of the same database for listening, past a pool of connections; null: the same. */
  readonly databaseDirectUrl: string | null;
  readonly host: string;
  readonly port: number;
  /** Whether `serve` leaves all files to the workers of other processes. */
  readonly noWorker: boolean;
  /** Allowed roots, absolute. An empty list allows every directory on loopback, and none beyond. */
  readonly roots: readonly string[];
  readonly token: string | null;
  /** Whether a server beyond loopback may work without a token. */
  readonly allowAnyone: boolean;
  readonly allowedHosts: readonly string[];
  /** The path below which a reverse proxy shows the server, such as `/gleaner`; `""` for none. */
  readonly basePath: string;
  readonly allowDelete: boolean;
  readonly concurrentScans: number;
  /** How many processes read files of a disk in the beginning. */
  readonly probers: number;
  /** How many processes read files at most. */
  readonly mostProbers: number;
  readonly prober: "auto" | "libav" | "ffprobe";
  readonly probeTimeoutMs: number;
  /** Files per second and scan; 0 means no limit. */
  readonly maxRate: number;
  readonly cancelGraceMs: number;
  readonly stallTimeoutMs: number;
  /** How long ended scans are kept in the history. */
  readonly keepHistoryMs: number;
  readonly extensions: ReadonlySet<string>;
  /** Whether scans follow links to directories. */
  readonly followLinks: boolean;
  /** Whether scans include hidden directories, and directories that systems keep for themselves. */
  readonly includeHidden: boolean;
  /** Patterns of what all scans leave out. */
  readonly exclude: readonly string[];
  /** Whether all scans leave out samples and trailers, too. */
  readonly excludeSamples: boolean;
  /** The address that hears of the ends of scans and checks; null: nobody does. */
  readonly webhook: string | null;
  readonly webhookSecret: string | null;
  /** Which ends it hears of. */
  readonly webhookEvents: readonly NoticeEvent[];
  /** Whether it hears of scans after changes that have not failed. */
  readonly webhookAfterChanges: boolean;
  readonly logLevel: LogLevel;
  /** Where settings come from. One that is not here has its default. */
  readonly sources: Readonly<Partial<Record<SettingName, "flag" | "environment">>>;
  /** Mistakes in the settings that prevent nothing, as sentences. */
  readonly warnings: readonly string[];
}

/** Settings from flags. All others come from the environment. */
export interface Flags {
  readonly data?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly basePath?: string | undefined;
  readonly noWorker?: boolean | undefined;
  readonly concurrency?: string | undefined;
  readonly maxRate?: string | undefined;
  readonly followLinks?: boolean | undefined;
  readonly includeHidden?: boolean | undefined;
}

/** A setting has an invalid value. */
export class InvalidSetting extends Error {
  override readonly name = "InvalidSetting";
  readonly code = "INVALID_SETTING";
}

const dayMs = 86_400_000;

const logLevels = ["trace", "debug", "info", "warn", "error", "silent"] as const;
type LogLevel = (typeof logLevels)[number];

const number = (least: number, most: number) =>
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/, "is not a number")
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`);
const whole = (least: number, most: number) => number(least, most).refine(Number.isInteger, "must be a whole number");
const flag = z
  .enum(["1", "0", "true", "false", "yes", "no"], "must be 1 or 0")
  .transform((value) => ["1", "true", "yes"].includes(value));
const list = (separator: RegExp | string) =>
  z.string().transform((value) =>
    value
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  );
/** In lines, or else separated as the directories of GLEANER_ROOTS are. */
const patterns = z
  .string()
  .transform((text) => text.split(text.includes("\n") ? /\r?\n/ : delimiter).filter((line) => line.trim() !== ""))
  .superRefine((lines, context) => {
    for (const line of lines) {
      const problem = problemOfPattern(line);
      if (problem !== null) context.addIssue(`has a pattern "${line}" that ${problem}`);
    }
  });
const seconds = (most: number) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?\s*s?$/, "must be a number of seconds")
    .transform((value) => Number.parseFloat(value) * 1_000)
    .refine((value) => value <= most * 1_000, `must be at most ${most} seconds`);

/** Paths of the server itself. A base path must not begin with one: a stripped prefix would look like a kept prefix. */
const ownPaths = /^\/(?:api|assets|docs|health|metrics)(?:\/|$)/;
const basePath = z
  .string()
  .transform((text) => text.replace(/\/+$/, ""))
  .refine((path) => /^(?:\/[\w~-][\w.~-]*)*$/.test(path), "must be a path such as /gleaner")
  .refine((path) => !ownPaths.test(path), "must not start with /api, /assets, /docs, /health or /metrics");

/** Addresses that hold no database name, or that a URL cannot hold, are refused before anybody tries to connect. */
export function isPostgresUrl(text: string): boolean {
  const url = URL.parse(text);
  // An @ after the host belongs to a password that was not encoded. A message must not show its parts as a name.
  const isPassword = /@/.test(`${url?.pathname}${url?.hash}`);
  return url !== null && /^postgres(?:ql)?:$/.test(url.protocol) && url.pathname.length > 1 && !isPassword;
}

const databaseUrl = z
  .string()
  .refine(
    isPostgresUrl,
    "is not the address of a Postgres database, such as postgres://user:password@host:5432/gleaner. " +
      "In a password, write @ as %40, / as %2F and : as %3A",
  );

/** Every setting: its name in the environment, and its valid values. */
const settings = {
  GLEANER_DATA: z.string().refine((path) => path.trim() !== "", "is empty. Name a directory"),
  GLEANER_HOST: z.string(),
  GLEANER_PORT: whole(0, 65_535),
  GLEANER_NO_WORKER: flag,
  GLEANER_ROOTS: list(delimiter),
  GLEANER_TOKEN: z.string().min(8, "must have at least 8 characters"),
  GLEANER_ALLOW_ANYONE: flag,
  GLEANER_ALLOWED_HOSTS: list(/[\s,]+/),
  GLEANER_BASE_PATH: basePath,
  GLEANER_ALLOW_DELETE: flag,
  GLEANER_CONCURRENT_SCANS: whole(1, 64),
  GLEANER_PROBERS: whole(1, 256),
  GLEANER_PROBER: z.enum(["auto", "libav", "ffprobe"], "must be auto, libav or ffprobe"),
  GLEANER_PROBE_TIMEOUT: seconds(3_600).refine((value) => value >= 100, "must be at least 0.1 seconds"),
  GLEANER_MAX_RATE: number(0, 1_000_000),
  GLEANER_CANCEL_GRACE: seconds(3_600),
  GLEANER_KEEP_HISTORY: number(1, 36_500),
  GLEANER_STALL_TIMEOUT: seconds(86_400).refine((value) => value >= 1_000, "must be at least 1 second"),
  GLEANER_EXTENSIONS: list(/[\s,]+/),
  GLEANER_FOLLOW_LINKS: flag,
  GLEANER_INCLUDE_HIDDEN: flag,
  GLEANER_EXCLUDE: patterns,
  GLEANER_EXCLUDE_SAMPLES: flag,
  GLEANER_WEBHOOK: webhookUrl,
  GLEANER_WEBHOOK_SECRET: z
    .string()
    .refine(isWebhookSecret, "must be whsec_ and 24 to 64 bytes as base64. Without it, Gleaner makes a secret itself"),
  GLEANER_WEBHOOK_EVENTS: list(/[\s,]+/).pipe(
    z.array(z.enum(noticeEvents, `must have only: ${noticeEvents.join(", ")}`)),
  ),
  GLEANER_WEBHOOK_AFTER_CHANGES: flag,
  GLEANER_LOG: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`),
  DATABASE_URL: databaseUrl,
  DATABASE_DIRECT_URL: databaseUrl,
} as const;
/** The name of a setting in the environment. */
export type SettingName = keyof typeof settings;

/** The names of all settings. */
export const settingNames = Object.keys(settings) as readonly SettingName[];

/** Settings that messages do not show. */
const secrets: ReadonlySet<SettingName> = new Set([
  "GLEANER_TOKEN",
  "DATABASE_URL",
  "DATABASE_DIRECT_URL",
  "GLEANER_WEBHOOK",
  "GLEANER_WEBHOOK_SECRET",
]);

/** The flags of settings. */
export const flagNames: Partial<Record<SettingName, { readonly flag: string; readonly key: keyof Flags }>> = {
  GLEANER_DATA: { flag: "--data", key: "data" },
  GLEANER_HOST: { flag: "--host", key: "host" },
  GLEANER_PORT: { flag: "--port", key: "port" },
  GLEANER_BASE_PATH: { flag: "--base-path", key: "basePath" },
  GLEANER_NO_WORKER: { flag: "--no-worker", key: "noWorker" },
  GLEANER_PROBERS: { flag: "--concurrency", key: "concurrency" },
  GLEANER_MAX_RATE: { flag: "--max-rate", key: "maxRate" },
  GLEANER_FOLLOW_LINKS: { flag: "--follow-links", key: "followLinks" },
  GLEANER_INCLUDE_HIDDEN: { flag: "--include-hidden", key: "includeHidden" },
};

/**
 * @param environment such as `process.env`
 * @throws InvalidSetting. The message names the setting, its value and the valid values
 */
export function loadConfig(flags: Flags, environment: Readonly<Record<string, string | undefined>>): Config {
  const sources: Partial<Record<SettingName, "flag" | "environment">> = {};
  const read = <Name extends SettingName>(name: Name): z.output<(typeof settings)[Name]> | undefined => {
    const flag = flagNames[name];
    const fromFlag = flag === undefined ? undefined : flags[flag.key]?.toString();
    const text = fromFlag ?? environment[name];
    if (text === undefined || (text === "" && fromFlag === undefined)) return undefined;
    sources[name] = fromFlag === undefined ? "environment" : "flag";
    const parsed = settings[name].safeParse(text);
    if (parsed.success) return parsed.data as z.output<(typeof settings)[Name]>;
    const source = fromFlag === undefined ? name : flag?.flag;
    const shown = secrets.has(name) ? "" : ` "${text}"`;
    throw new InvalidSetting(`${source}${shown} ${parsed.error.issues[0]?.message ?? "is not valid"}.`);
  };
  const probeTimeoutMs = read("GLEANER_PROBE_TIMEOUT") ?? 30_000;
  const stallTimeoutMs = read("GLEANER_STALL_TIMEOUT") ?? 600_000;
  if (probeTimeoutMs >= stallTimeoutMs) {
    const [probe, stall] = [probeTimeoutMs / 1_000, stallTimeoutMs / 1_000];
    throw new InvalidSetting(
      `GLEANER_PROBE_TIMEOUT (${probe} s) must be shorter than GLEANER_STALL_TIMEOUT (${stall} s). Otherwise one slow file would end a whole scan.`,
    );
  }
  return Object.freeze({
    dataDirectory: dataDirectoryFrom(read("GLEANER_DATA") ?? defaultDataDirectory(environment)),
    databaseUrl: read("DATABASE_URL") ?? null,
    databaseDirectUrl: read("DATABASE_DIRECT_URL") ?? null,
    host: read("GLEANER_HOST") ?? "127.0.0.1",
    port: read("GLEANER_PORT") ?? 8_765,
    noWorker: read("GLEANER_NO_WORKER") ?? false,
    roots: (read("GLEANER_ROOTS") ?? []).map((root) => resolve(root)),
    token: read("GLEANER_TOKEN") ?? null,
    allowAnyone: read("GLEANER_ALLOW_ANYONE") ?? false,
    allowedHosts: read("GLEANER_ALLOWED_HOSTS") ?? [],
    basePath: read("GLEANER_BASE_PATH") ?? "",
    allowDelete: read("GLEANER_ALLOW_DELETE") ?? false,
    concurrentScans: read("GLEANER_CONCURRENT_SCANS") ?? 2,
    ...probersOf(read("GLEANER_PROBERS") ?? null),
    prober: read("GLEANER_PROBER") ?? "auto",
    probeTimeoutMs,
    maxRate: read("GLEANER_MAX_RATE") ?? 0,
    cancelGraceMs: read("GLEANER_CANCEL_GRACE") ?? 10,
    stallTimeoutMs,
    keepHistoryMs: (read("GLEANER_KEEP_HISTORY") ?? 365) * dayMs,
    extensions: extensionsOf(read("GLEANER_EXTENSIONS")),
    followLinks: read("GLEANER_FOLLOW_LINKS") ?? false,
    includeHidden: read("GLEANER_INCLUDE_HIDDEN") ?? false,
    exclude: read("GLEANER_EXCLUDE") ?? [],
    excludeSamples: read("GLEANER_EXCLUDE_SAMPLES") ?? false,
    webhook: read("GLEANER_WEBHOOK") ?? null,
    webhookSecret: read("GLEANER_WEBHOOK_SECRET") ?? null,
    webhookEvents: read("GLEANER_WEBHOOK_EVENTS") ?? noticeEvents,
    webhookAfterChanges: read("GLEANER_WEBHOOK_AFTER_CHANGES") ?? false,
    logLevel: read("GLEANER_LOG") ?? "warn",
    sources,
    warnings: warningsOf(environment),
  });
}

/** Without a setting: one process per processor in the beginning, and then as many as the disks need. */
export function probersOf(fixed: number | null): Pick<Config, "probers" | "mostProbers"> {
  const probers = fixed ?? availableParallelism();
  return { probers, mostProbers: fixed ?? Math.max(probers, Math.min(4 * probers, 16)) };
}

function extensionsOf(names: readonly string[] | undefined): ReadonlySet<string> {
  if (names === undefined || names.length === 0) return videoExtensions;
  for (const name of names) {
    if (/^\.?[\p{L}\p{N}_-]+$/u.test(name)) continue;
    throw new InvalidSetting(`GLEANER_EXTENSIONS: "${name}" is not an extension. Use extensions such as: mp4 mkv`);
  }
  const extensions = names.map((name) => name.replace(/^\./, "").toLowerCase());
  const playlist = extensions.find(isPlaylist);
  if (playlist !== undefined) {
    throw new InvalidSetting(`GLEANER_EXTENSIONS: "${playlist}" is a playlist. Gleaner reads videos only.`);
  }
  return new Set(extensions.map((extension) => `.${extension}`));
}

function warningsOf(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const unknown = Object.keys(environment).filter((name) => name.startsWith("GLEANER_") && !(name in settings));
  return unknown.map((name) => `${name} is not a setting of Gleaner, so it has no effect.`);
}

function dataDirectoryFrom(path: string | null): string | null {
  return path === null ? null : resolve(path);
}

/** @returns null if the directory would be in a home directory and there is none */
function defaultDataDirectory(environment: Readonly<Record<string, string | undefined>>): string | null {
  const home = homeDirectory();
  const inHome = (...parts: readonly string[]) => (home === null ? null : join(home, ...parts));
  if (process.platform === "win32") {
    const data = environment["LOCALAPPDATA"] || inHome("AppData", "Local");
    return data === null ? null : join(data, "gleaner");
  }
  if (process.platform === "darwin") return inHome("Library", "Application Support", "gleaner");
  const data = environment["XDG_DATA_HOME"] || inHome(".local", "share");
  return data === null ? null : join(data, "gleaner");
}
