import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { settingsChangeSchema } from "./api/contract/settings.ts";
import { loadConfig } from "./config.ts";
import { requireDataDirectory } from "./data-directory.ts";
import { videoExtensions } from "./scanning/walk/walk-rules.ts";

describe("the settings", () => {
  test("have defaults that need nothing", () => {
    const config = loadConfig({}, {});
    expect(config).toMatchObject({
      host: "127.0.0.1",
      port: 8_765,
      roots: [],
      token: null,
      allowDelete: false,
      concurrentScans: 2,
      prober: "auto",
      probeTimeoutMs: 30_000,
      maxRate: 0,
      cancelGraceMs: 10,
      stallTimeoutMs: 600_000,
      keepHistoryMs: 365 * 86_400_000,
      extensions: videoExtensions,
      followLinks: false,
      includeHidden: false,
      exclude: [],
      excludeSamples: false,
      sources: {},
      warnings: [],
    });
    expect(requireDataDirectory(config).startsWith(homedir())).toBe(true);
    expect(Object.isFrozen(config)).toBe(true);
  });

  test("are a flag, else the environment, else the default", () => {
    const environment = { GLEANER_PORT: "1000", GLEANER_DATA: "/from/environment", GLEANER_MAX_RATE: "2.5" };
    expect(loadConfig({ data: "here" }, environment)).toMatchObject({
      dataDirectory: resolve("here"),
      port: 1_000,
      maxRate: 2.5,
    });
    expect(loadConfig({ port: "0", maxRate: "7" }, environment)).toMatchObject({ port: 0, maxRate: 7 });
    expect(loadConfig({}, { GLEANER_PORT: "" }).port).toBe(8_765);
    expect(loadConfig({ followLinks: true }, { GLEANER_INCLUDE_HIDDEN: "1" })).toMatchObject({
      followLinks: true,
      includeHidden: true,
    });
    expect(loadConfig({ includeHidden: true }, { GLEANER_INCLUDE_HIDDEN: "0" }).includeHidden).toBe(true);
    expect(loadConfig({ port: "0" }, environment).sources).toEqual({
      GLEANER_PORT: "flag",
      GLEANER_DATA: "environment",
      GLEANER_MAX_RATE: "environment",
    });
    expect(loadConfig({}, { GLEANER_PORT: "" }).sources).toEqual({});
    const probers = { probers: 3, mostProbers: 3 };
    expect(loadConfig({}, { GLEANER_PROBERS: "3" })).toMatchObject(probers);
    expect(loadConfig({ concurrency: "3" }, { GLEANER_PROBERS: "5" })).toMatchObject(probers);
  });

  test("lists are separated as in PATH, or by commas and spaces", () => {
    const roots = ["/films", "relative"].join(delimiter);
    const environment = {
      GLEANER_ROOTS: roots,
      GLEANER_EXTENSIONS: "mp4, .MKV",
      GLEANER_ALLOWED_HOSTS: "nas.local tv.local",
    };
    expect(loadConfig({}, environment)).toMatchObject({
      roots: ["/films", resolve("relative")],
      extensions: new Set([".mp4", ".mkv"]),
      allowedHosts: ["nas.local", "tv.local"],
    });
  });

  test("patterns are separated as in PATH, or in lines", () => {
    const exclude = (text: string) => loadConfig({}, { GLEANER_EXCLUDE: text }).exclude;
    expect(exclude(["extras/", "*, a b.*"].join(delimiter))).toEqual(["extras/", "*, a b.*"]);
    expect(exclude("a:b\n!a:c\n\n")).toEqual(["a:b", "!a:c"]);
    expect(loadConfig({}, { GLEANER_EXCLUDE: "x", GLEANER_EXCLUDE_SAMPLES: "1" })).toMatchObject({
      exclude: ["x"],
      excludeSamples: true,
    });
    expect(() => exclude("a\n!")).toThrow('GLEANER_EXCLUDE "a\n!" has a pattern "!" that names nothing.');
  });

  test("times are in seconds", () => {
    const environment = { GLEANER_PROBE_TIMEOUT: "2.5", GLEANER_CANCEL_GRACE: "1 s", GLEANER_STALL_TIMEOUT: "60s" };
    expect(loadConfig({}, environment)).toMatchObject({
      probeTimeoutMs: 2_500,
      cancelGraceMs: 1_000,
      stallTimeoutMs: 60_000,
    });
  });

  test.each([
    [{ port: "99999" }, {}, '--port "99999" must be from 0 to 65535.'],
    [{}, { GLEANER_PROBERS: "1.5" }, 'GLEANER_PROBERS "1.5" must be a whole number.'],
    [{}, { GLEANER_ALLOW_DELETE: "maybe" }, 'GLEANER_ALLOW_DELETE "maybe" must be 1 or 0.'],
    [{}, { GLEANER_FOLLOW_LINKS: "some" }, 'GLEANER_FOLLOW_LINKS "some" must be 1 or 0.'],
    [{}, { GLEANER_LOG: "loud" }, "must be one of trace, debug, info, warn, error, silent."],
    [{}, { GLEANER_EXTENSIONS: "mp4 *.mkv" }, '"*.mkv" is not an extension.'],
    [{}, { GLEANER_EXTENSIONS: "mp4 .M3U8" }, '"m3u8" is a playlist.'],
    [{}, { GLEANER_PROBE_TIMEOUT: "soon" }, "must be a number of seconds."],
    [{ maxRate: "-1" }, {}, '--max-rate "-1" must be from 0 to 1000000.'],
    [{ maxRate: "fast" }, {}, '--max-rate "fast" is not a number.'],
    [{ maxRate: "0x10" }, {}, '--max-rate "0x10" is not a number.'],
    [{ basePath: "gleaner" }, {}, '--base-path "gleaner" must be a path such as /gleaner.'],
    [{}, { GLEANER_BASE_PATH: "/a/../b" }, 'GLEANER_BASE_PATH "/a/../b" must be a path such as /gleaner.'],
    [{}, { GLEANER_BASE_PATH: "/api/x" }, "must not start with /api"],
  ])("%j and %j are refused by name", (flags, environment, message) => {
    expect(() => loadConfig(flags, environment)).toThrow(message);
  });

  test("a base path has no slash at its end, and the root is none", () => {
    expect(loadConfig({ basePath: "/media/gleaner/" }, {}).basePath).toBe("/media/gleaner");
    expect(loadConfig({ basePath: "/" }, { GLEANER_BASE_PATH: "/gleaner" }).basePath).toBe("");
    expect(loadConfig({}, { GLEANER_BASE_PATH: "/gleaner" }).basePath).toBe("/gleaner");
  });

  test.each([
    [
      { GLEANER_PROBE_TIMEOUT: "600" },
      "GLEANER_PROBE_TIMEOUT (600 s) must be shorter than GLEANER_STALL_TIMEOUT (600 s).",
    ],
    [
      { GLEANER_STALL_TIMEOUT: "20" },
      "GLEANER_PROBE_TIMEOUT (30 s) must be shorter than GLEANER_STALL_TIMEOUT (20 s).",
    ],
  ])("a file gets less time than a scan without progress: %j is refused", (environment, message) => {
    expect(() => loadConfig({}, environment)).toThrow(message);
  });

  test("a token that is too short is refused without being shown", () => {
    expect(() => loadConfig({}, { GLEANER_TOKEN: "s3cret" })).toThrow("GLEANER_TOKEN must have at least 8 characters.");
  });

  test.each([
    ["ftp://host/", false],
    ["http://user@host/", false],
    [" http://host/", false],
    ["http://host/a b", false],
    ["http://host/\r\nX: 1", false],
    ["http://host/\u00a0", false],
    [`http://host/${"a".repeat(2_000)}`, false],
    ["http://[::1]:1/hook?token=x", true],
  ])("GLEANER_WEBHOOK and the setting follow one rule: %j", (address, isRight) => {
    const { success } = settingsChangeSchema.safeParse({ webhook: address });
    const load = () => loadConfig({}, { GLEANER_WEBHOOK: address }).webhook;
    expect(success).toBe(isRight);
    if (isRight) expect(load()).toBe(address);
    else expect(load).toThrow(/GLEANER_WEBHOOK must be/);
  });

  test("unknown names are reported", () => {
    const { warnings } = loadConfig({}, { GLEANER_PROBRES: "4", DATABASE_URL: "postgres://x/y", HOME: "/" });
    expect(warnings).toEqual([expect.stringContaining("GLEANER_PROBRES")]);
  });

  test("the library is in Postgres if DATABASE_URL says so", () => {
    expect(loadConfig({}, {}).databaseUrl).toBeNull();
    expect(loadConfig({}, { DATABASE_URL: "" }).databaseUrl).toBeNull();
    for (const url of ["postgres://u:p@h:1/d", "postgresql://h/d?sslmode=require", "postgres:///d?host=/run/pg"]) {
      expect(loadConfig({}, { DATABASE_URL: url }).databaseUrl).toBe(url);
    }
  });

  test.each([
    "mysql://u:s3cret@h/d",
    "postgres://u:s3cret@h",
    "postgres://u:s3/cret@h:x/d",
    "postgres://u:p@s3/cret@h:1/d",
    "postgres://u:p@s3@h/x#s3@h/d",
    "host=h password=s3cret",
    "postgres://h/",
  ])("DATABASE_URL must be the address of a Postgres database, and is not shown (%s)", (url) => {
    const failure = (() => {
      try {
        return loadConfig({}, { DATABASE_URL: url });
      } catch (error) {
        return error instanceof Error ? error.message : null;
      }
    })();
    expect(failure).toMatch(/^DATABASE_URL is not the address of a Postgres database, such as postgres:/);
    expect(failure).not.toContain("s3");
  });

  test.runIf(process.platform === "linux")("the data stands where the desktop's standard says", () => {
    expect(loadConfig({}, { XDG_DATA_HOME: "/data" }).dataDirectory).toBe("/data/gleaner");
    expect(loadConfig({}, {}).dataDirectory).toBe(join(homedir(), ".local/share/gleaner"));
  });
});
