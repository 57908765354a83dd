import { describe, expect, test } from "vitest";
import { english } from "../en/english.ts";
import { chosen } from "./chosen.ts";
import { filesAndDirectories, filesPerSecond } from "./counted.ts";
import { german } from "./german.ts";
import { jobs } from "./jobs.ts";
import { scans } from "./scans.ts";

/** What texts take, by the names of their parameters. All others take a number. */
const values: Readonly<Record<string, (n: number) => unknown>> = {
  ...Object.fromEntries(
    [
      "activity",
      "answer",
      "code",
      "codec",
      "container",
      "cron",
      "directory",
      "entry",
      "kept",
      "message",
      "name",
      "path",
      "problem",
      "prober",
    ].map((name) => [name, () => "/films"]),
  ),
  text: () => "„x“",
  labels: () => ["Prozesse", "Adresse"],
  timeZone: () => "Europe/Berlin",
  time: () => "2026-11-23T07:32:05Z",
  now: () => new Date("2026-11-23T07:00:00Z"),
  job: () => ({ job_type: "check", payload: { path: "/films", filter: { missing: true } } }),
  filter: () => ({
    toString: () => "4K",
    missing: true,
    path: "/films",
    audio_language: ["de", "none", "!fr"],
    size_min: 1_000,
  }),
  kinds: (n) => Array.from({ length: Math.min(n, 9) }, (_, index) => (index < 5 ? "scan" : "removal")),
  kind: () => "check",
  done: (n) => ({ scanned: n, expected: 1_000, about: true }),
  form: () => ({ kind: "weekly", time: "03:00", weekday: 0, cron: "" }),
  parts: (n) => [`${n} h`, "3 GB"],
  property: () => "audio_language",
  values: () => ["de", "en"],
  measure: () => "size",
  span: () => ({ after: "2024-02-03" }),
  total: (n) => ({ videos: n, missing: n, bytes: n, duration_seconds: n }),
  peak: (n) => ({ fromMs: n, toMs: 2 * n }),
  state: () => "watching",
};

/** In place of parameters that are taken apart. */
const options = (n: number) => ({
  bytes: n,
  confirmed_gain: n,
  count: n,
  duration_seconds: n,
  about: true,
  after: "2024-02-03",
  again: true,
  confirmed: n,
  countsSkipped: true,
  directories: n,
  expected: 1_000,
  max: 2 * n,
  mayHaveMore: true,
  min: n,
  more: true,
  possible: n,
  scanned: n,
});

/** The names of the parameters of a function, `{` for one that is taken apart. */
function parametersOf(text: Text): readonly string[] {
  const source = text.toString();
  const lone = /^(\w+)\s*=>/.exec(source)?.[1];
  if (lone !== undefined) return [lone];
  let depth = 0;
  let parameters = "";
  for (const character of source.slice(source.indexOf("("))) {
    if ("({[".includes(character)) depth += 1;
    if (depth === 1 && character !== "(") parameters += character;
    else if (depth === 2 && character === "{") parameters += "{";
    if (")}]".includes(character)) depth -= 1;
    if (depth === 0) break;
  }
  return parameters
    .split(",")
    .map((parameter) => /^\s*(?:\.\.\.)?(\w+|\{)/.exec(parameter)?.[1] ?? "")
    .filter((name) => name !== "");
}

type Text = (...values: readonly unknown[]) => unknown;

function argumentsFor(text: Text, n: number): readonly unknown[] {
  return parametersOf(text).flatMap((name, _, names) => {
    if (name === "value" && names.includes("property")) return ["de"];
    if (name === "total" && names.length > 1) return [1_000];
    // The parameters of another text.
    if (name === "range") return ["size", options(n)];
    return [name === "{" ? options(n) : (values[name]?.(n) ?? n)];
  });
}

interface Pair {
  readonly key: string;
  readonly english: unknown;
  readonly german: unknown;
}

/** All texts of English, each with the German one of the same key. */
function pairs(key: string, english: unknown, german: unknown): readonly Pair[] {
  if (typeof english !== "object" || english === null) return [{ key, english, german }];
  return Object.entries(english).flatMap(([name, text]) =>
    pairs(`${key}.${name}`, text, (german as Readonly<Record<string, unknown>>)[name]),
  );
}

const numbers = [0, 1, 2, 5, 1_000];

/** What a text says for some numbers. */
function saidBy(english: unknown, text: unknown): readonly string[] {
  if (typeof english !== "function") return [spoken(text)];
  return numbers.map((n) => spoken((text as Text)(...argumentsFor(english as Text, n))));
}

/** Some texts give several, in a list or an object. */
function spoken(said: unknown): string {
  return typeof said === "object" && said !== null ? Object.values(said).map(spoken).join(" ") : String(said);
}

const all = pairs("", english, german).map(({ key, english, german }) => ({
  key,
  english,
  german,
  inEnglish: saidBy(english, english),
  inGerman: saidBy(english, german),
}));

describe("German has a text wherever English has one", () => {
  test("also for 0, 1, 2, 5 and 1,000 of something", () => {
    expect(all.length).toBeGreaterThan(700);
    const silent = all.filter(({ inEnglish, inGerman }) =>
      inEnglish.some((text, index) => (text === "") !== (inGerman[index] === "")),
    );
    expect(silent.map(({ key }) => key)).toEqual([]);
  });

  test("no text takes more than the English one", () => {
    const longer = all.filter(
      ({ english, german }) =>
        typeof english === "function" && parametersOf(german as Text).length > parametersOf(english as Text).length,
    );
    expect(longer.map(({ key }) => key)).toEqual([]);
  });

  test("no text lacks a value", () => {
    const lacking = all.filter(({ inGerman, inEnglish }) =>
      [...inGerman, ...inEnglish].some((text) => /undefined|NaN|\[object/.test(text)),
    );
    expect(lacking.map(({ key, inGerman }) => `${key}: ${inGerman.join(" | ")}`)).toEqual([]);
  });
});

test("no English word is left", () => {
  const word =
    /\b(?:the|of|and|is|are|were|not|this|that|with|files?|from|show|close|cancel|cancelled|directory|directories|folders?|missing|length|size|scanned|checked|broken|removed?|library|to|again|each|by)\b/i;
  const left = all.flatMap(({ key, inGerman }) => {
    const text = inGerman.find((text) => word.test(text.replaceAll(/The file|gleaner settings/g, "")));
    return text === undefined ? [] : [[key, text]];
  });
  expect(left).toEqual([]);
});

test("1 is in the singular, and all else in the plural", () => {
  const wrong =
    /(?<![\d.,])1 (?:Dateien|Videos|Verzeichnisse|Scans|Spuren|Gruppen|Kanäle|Prozesse|Tage|Versuchen)\b|\b(?:0|2|5|1,000) (?:Datei|Video|Verzeichnis|Scan|Spur|Gruppe|Kanal|Prozess|Tag|Versuch)\b/;
  const texts = all.flatMap(({ key, inGerman }) =>
    inGerman.filter((text) => wrong.test(text)).map((text) => [key, text]),
  );
  expect(texts).toEqual([]);
});

test.each([
  [1, "1 Datei/s"],
  [0.9, "0.9 Dateien/s"],
  [1_200, "1,200 Dateien/s"],
])("%d files in a second are %s", (rate, text) => {
  expect(filesPerSecond(rate)).toBe(text);
});

test.each([
  [1, 0, "1 Datei"],
  [3, 1, "2 Dateien und 1 Verzeichnis"],
  [2, 2, "2 Verzeichnisse"],
  [5_000, null, "5,000 Dateien und Verzeichnisse"],
])("%d problems, %d of them directories, are called %s", (count, directories, text) => {
  expect(filesAndDirectories(count, directories)).toBe(text);
});

test.each([
  [["scan"], "1 Scan", "Scans"],
  [["removal", "scan"], "1 Scan und 1 Bereinigung", "Vorgänge"],
  [["check", "check", "scan", "removal"], "1 Scan, 1 Bereinigung und 2 Prüfungen", "Vorgänge"],
] as const)("%j are %s", (kinds, counted, plural) => {
  expect(jobs.counted(kinds)).toBe(counted);
  expect(jobs.plural(kinds, "Vorgänge")).toBe(plural);
});

test("a job has the article of its noun", () => {
  expect(scans.cancel.notKnown("check")).toBe(
    "Dieser Server kennt diese Prüfung nicht mehr. Es gibt nichts abzubrechen.",
  );
  expect(scans.resume.continued("comparison")).toBe("Von einem späteren Vergleich fortgesetzt");
});

test.each([
  [{}, "Videos"],
  [{ missing: true, path: "/films" }, "fehlende Videos in /films"],
  [{ broken: false, path: "/films", recursive: false }, "nicht defekte Videos direkt in /films"],
  [{ hdr: "any", audio_language: "!de" }, "Videos in HDR ohne Ton auf Deutsch"],
  [
    { audio_language: ["de", "en"], subtitle_language: "fr" },
    "Videos mit Ton auf Deutsch oder Englisch mit Untertiteln auf Französisch",
  ],
  [{ suspect: ["truncated", "length"] }, "Videos (Verdächtig)"],
  [{ audio_codec: "!none", bit_depth: "!8" }, "Videos ohne 8 Bit mit Ton"],
  [{ size_min: 2e9, added_before: "2020-01-01" }, "Videos mit mindestens 2 GB (Hinzugefügt: vor Jan 1, 2020)"],
] as const)("%j chooses %s", (filter, text) => {
  expect(chosen(filter as Parameters<typeof chosen>[0])).toBe(text);
});
