/** The settings of a server: those that may change while it runs, and all of them as people see them. */

import { type Config, flagNames, type SettingName } from "../config.ts";
import { databaseName } from "../database-name.ts";
import type { JsonValue } from "../jobs/job.ts";
import { newWebhookSecret } from "../notices/webhook-signature.ts";
import { samplePatterns } from "../scanning/exclude/sample-patterns.ts";
import { type ChangeableName, type ChangeableValues, defaultValues } from "../settings/changeable-settings.ts";
import type { ListedSetting } from "../settings/listed-setting.ts";
import {
  type GivenValue,
  type GivenValues,
  LiveSettings,
  type LiveSettingsOptions,
  type SettingChanges,
} from "../settings/live-settings.ts";

const dayMs = 86_400_000;

/** Reads what is saved, but follows no other process yet. @throws StoreError */
export async function openSettings(
  config: Config,
  options: Pick<LiveSettingsOptions, "saved" | "onError">,
): Promise<LiveSettings> {
  const settings = new LiveSettings({ ...options, given: givenValues(config) });
  await settings.refresh();
  return settings;
}

/** The patterns of what all scans leave out. */
export function excludedByAll({ exclude, exclude_samples: withSamples }: ChangeableValues): readonly string[] {
  return [...(withSamples ? samplePatterns : []), ...exclude];
}

/** The settings of a server for its API. @param address where it listens for people; null if it does not, or not yet */
export function settingsPart(config: Config, live: LiveSettings, address: () => Address | null) {
  return {
    list: () => listSettings(config, live, address()),
    change: (changes: SettingChanges) => changeSettings(live, changes),
    refresh: () => live.refresh(),
  };
}

/** A webhook always has a secret: where somebody sets its address or takes its secret away, it gets a new one. */
async function changeSettings(live: LiveSettings, changes: SettingChanges) {
  const { webhook, webhook_secret: secret } = { ...live.values, ...changes };
  const newSecret = webhook !== null && secret === null ? newWebhookSecret() : null;
  const outcome = await live.change(newSecret === null ? changes : { ...changes, webhook_secret: newSecret });
  return { ...outcome, newSecret };
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Secrets have no values. */
function listSettings(config: Config, live: LiveSettings, address: Address | null): readonly ListedSetting[] {
  const changeable = Object.entries(changeableFacts).map(([key, { environment, unit, description }]): ListedSetting => {
    const name = key as ChangeableName;
    const { source, by = null } = live.sourceOf(name);
    const value = live.values[name] as JsonValue;
    const isSecret = name === "webhook_secret";
    return {
      name,
      environment,
      unit,
      description,
      value: isSecret ? null : value,
      default: defaultValues[name],
      source,
      by,
      isChangeable: source === "saved" || source === "default",
      isSecret,
      isSet: value !== null,
    };
  });
  return [...changeable, ...fixedSettings(config, address)];
}

const changeableFacts: {
  readonly [Name in ChangeableName]: Pick<ListedSetting, "environment" | "unit" | "description">;
} = {
  max_rate: {
    environment: "GLEANER_MAX_RATE",
    unit: "files_per_second",
    description:
      "How many files a scan reads per second at most, to spare a disk; 0 for no limit. A directory of the library and a " +
      "scan may have limits of their own. Scans that run follow a change at once.",
  },
  probers: {
    environment: "GLEANER_PROBERS",
    unit: "processes",
    description:
      "How many processes read videos at the same time at most. Without a number, Gleaner finds the fastest one for each " +
      "disk. Scans that run follow a change at once.",
  },
  exclude: {
    environment: "GLEANER_EXCLUDE",
    unit: null,
    description:
      "Patterns of files and directories that all scans leave out, in the syntax of .gitignore. Known videos that are " +
      "left out are removed from the library by the next scan.",
  },
  exclude_samples: {
    environment: "GLEANER_EXCLUDE_SAMPLES",
    unit: null,
    description: "Whether all scans leave out samples and trailers.",
  },
  keep_history: {
    environment: "GLEANER_KEEP_HISTORY",
    unit: "days",
    description:
      "How many days ended scans stay in the history; the last scan of every directory always stays. Older ones are " +
      "deleted within an hour.",
  },
  webhook: {
    environment: "GLEANER_WEBHOOK",
    unit: null,
    description: "The address that is told when a scan or a check has ended. None: nobody is told.",
  },
  webhook_secret: {
    environment: "GLEANER_WEBHOOK_SECRET",
    unit: null,
    description:
      "What signs the messages to the webhook: whsec_ and 24 to 64 bytes as base64. It is never shown again.",
  },
  webhook_events: {
    environment: "GLEANER_WEBHOOK_EVENTS",
    unit: null,
    description: "Which ends the webhook is told of: completed, cancelled, failed.",
  },
  webhook_after_changes: {
    environment: "GLEANER_WEBHOOK_AFTER_CHANGES",
    unit: null,
    description:
      "Whether the webhook is also told of scans after changes in a watched directory. It is always told of those that failed.",
  },
};

function givenValues(config: Config): GivenValues {
  const values: ChangeableValues = {
    max_rate: config.maxRate,
    probers: config.mostProbers,
    exclude: config.exclude,
    exclude_samples: config.excludeSamples,
    keep_history: config.keepHistoryMs / dayMs,
    webhook: config.webhook,
    webhook_secret: config.webhookSecret,
    webhook_events: config.webhookEvents,
    webhook_after_changes: config.webhookAfterChanges,
  };
  const given = Object.entries(changeableFacts).flatMap(([name, { environment }]) => {
    const origin = originOf(config, environment as SettingName);
    const value: GivenValue<unknown> | null = origin && { ...origin, value: values[name as ChangeableName] };
    return value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(given) as GivenValues;
}

function originOf({ sources }: Config, name: SettingName): Pick<GivenValue<unknown>, "source" | "by"> | null {
  const source = sources[name];
  if (source === undefined) return null;
  return { source, by: source === "flag" ? (flagNames[name]?.flag ?? name) : name };
}

/** The settings that hold until the server starts again. */
function fixedSettings(config: Config, address: Address | null): readonly ListedSetting[] {
  const all: readonly [SettingName, JsonValue, JsonValue, ListedSetting["unit"], string][] = [
    ["GLEANER_DATA", config.dataDirectory, null, null, "The directory of the library."],
    [
      "DATABASE_URL",
      config.databaseUrl === null ? null : databaseName(config.databaseUrl),
      null,
      null,
      "The Postgres database of the library. Without it, the library is in the data directory.",
    ],
    [
      "DATABASE_DIRECT_URL",
      config.databaseDirectUrl === null ? null : databaseName(config.databaseDirectUrl),
      null,
      null,
      "The same database without PgBouncer, for the notices of cancels.",
    ],
    ["GLEANER_NO_WORKER", config.noWorker, false, null, "Whether the server leaves all files to workers."],
    ["GLEANER_HOST", address?.host ?? config.host, "127.0.0.1", null, "The address on which the server listens."],
    ["GLEANER_PORT", address?.port ?? config.port, 8_765, null, "The port on which the server listens."],
    [
      "GLEANER_ROOTS",
      [...config.roots],
      [],
      null,
      "Directories that may be scanned. None: all, if only this machine can reach the server.",
    ],
    ["GLEANER_TOKEN", config.token, null, null, "The secret that requests must carry."],
    [
      "GLEANER_ALLOW_ANYONE",
      config.allowAnyone,
      false,
      null,
      "Whether the server answers other machines without a token.",
    ],
    ["GLEANER_ALLOWED_HOSTS", [...config.allowedHosts], [], null, "Further names of the server."],
    ["GLEANER_BASE_PATH", config.basePath, "", null, "The path below which a reverse proxy shows the server."],
    ["GLEANER_ALLOW_DELETE", config.allowDelete, false, null, "Whether the API may delete files."],
    ["GLEANER_CONCURRENT_SCANS", config.concurrentScans, 2, null, "How many scans run at the same time."],
    ["GLEANER_PROBER", config.prober, "auto", null, "What reads videos: libav, ffprobe, or auto."],
    ["GLEANER_PROBE_TIMEOUT", config.probeTimeoutMs / 1_000, 30, "seconds", "The longest time for one file."],
    [
      "GLEANER_CANCEL_GRACE",
      config.cancelGraceMs / 1_000,
      0.01,
      "seconds",
      "How long a cancelled scan waits for files that are being read.",
    ],
    [
      "GLEANER_STALL_TIMEOUT",
      config.stallTimeoutMs / 1_000,
      600,
      "seconds",
      "A scan without any progress for this long ends.",
    ],
    [
      "GLEANER_EXTENSIONS",
      [...config.extensions].map((extension) => extension.slice(1)),
      null,
      null,
      "The extensions of files that are videos.",
    ],
    ["GLEANER_FOLLOW_LINKS", config.followLinks, false, null, "Whether scans follow links to directories."],
    ["GLEANER_INCLUDE_HIDDEN", config.includeHidden, false, null, "Whether scans include hidden directories."],
    ["GLEANER_LOG", config.logLevel, "warn", null, "How much the server logs."],
  ];
  return all.map(([environment, value, usual, unit, description]) => {
    const isSecret = environment === "GLEANER_TOKEN";
    const origin = originOf(config, environment);
    return {
      name: environment.replace(/^GLEANER_/, "").toLowerCase(),
      environment,
      value: isSecret ? null : value,
      default: usual,
      source: origin?.source ?? "default",
      by: origin?.by ?? null,
      isChangeable: false,
      isSecret,
      isSet: value !== null,
      unit,
      description,
    };
  });
}
