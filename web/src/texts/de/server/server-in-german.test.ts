import { describe, expect, test } from "vitest";
import { errorCodes } from "../../../../../src/api/error-codes.ts";
import { english } from "../../../../../src/sentences/english.ts";
import { renderSentence } from "../../../../../src/sentences/render-sentence.ts";
import { say } from "../../../../../src/sentences/say.ts";
import { sayIn } from "../../say-in.ts";
import { inOwnLanguage } from "../../server-texts.ts";
import { serverInGerman } from "./server-in-german.ts";

/** A value for each name that a sentence may take. Texts are no words, so that no English word comes from here. */
const values: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(
    [
      "cron",
      "directory",
      "field",
      "from",
      "host",
      "how",
      "id",
      "job",
      "libav",
      "link",
      "name",
      "next",
      "obstacle",
      "other",
      "part",
    ]
      .concat(["path", "problem", "program", "rules", "second", "first", "text", "type", "what", "why", "by"])
      .map((name) => [name, `/x/${name}`]),
  ),
  roots: ["/x/r1", "/x/r2"],
  names: ["/x/n1", "/x/n2"],
  mistakes: ["/x/m1", "/x/m2"],
  mountPoint: "/x/mnt",
  inHand: "/x/in-hand",
  code: "EACCES",
  kind: "fifo",
  meaning: "unknown",
  status: "completed",
  at: "2026-11-23T07:32:05Z",
  isPerhapsMemory: true,
  isRedirect: true,
  isRepeated: true,
  isRunning: true,
};

/** All numbers are `n`. */
const valuesWith = (n: number) => new Proxy(values, { get: (all, name) => all[String(name)] ?? n });

type Text = (values: unknown) => string;
const ids = Object.keys(english) as (keyof typeof english)[];
const said = ids.flatMap((id) =>
  [0, 1, 2].map((n) => ({
    id,
    inEnglish: (english[id] as Text)(valuesWith(n)),
    inGerman: (serverInGerman.sentences[id] as Text)(valuesWith(n)),
  })),
);

describe("whatever the server says has a text in German", () => {
  test("all of its error codes", () => {
    expect(Object.keys(serverInGerman.codes).toSorted()).toEqual(Object.keys(errorCodes).toSorted());
  });

  test("all of its sentences, with their values", () => {
    expect(Object.keys(serverInGerman.sentences).toSorted()).toEqual(ids.toSorted());
    const lacking = said.filter(({ inEnglish, inGerman }) =>
      [inEnglish, inGerman].some((text) => text.trim() === "" || /undefined|NaN|\[object/.test(text)),
    );
    expect(lacking).toEqual([]);
  });

  test("and no English word is left", () => {
    const word =
      /\b(?:the|of|and|is|are|it|its|were|not|this|that|with|files?|from|cannot|cancel|directory|directories|folders?|missing|read|scan (?:it|again)|disk|has|have|to|again|each|by)\b/i;
    const texts = [...Object.entries(serverInGerman.codes), ...said.map(({ id, inGerman }) => [id, inGerman] as const)];
    // Names of programs and their settings, and texts in the words of other programs.
    const own = texts.map(([id, text]) => [id, text.replaceAll(/„[^“]*“|\S*\/\S*|[A-Z]+_[A-Z_]+\S*/g, "")] as const);
    expect(own.filter(([, text]) => word.test(text))).toEqual([]);
  });

  test("one of something is in the singular", () => {
    const wrong =
      /(?<![\d.,])1 (?:Sekunden|Bytes|Dateien|Verzeichnisse|Felder|Anfragen)\b|\b[02] (?:Sekunde|Byte|Datei|Verzeichnis|Feld|Anfrage)\b/;
    expect(said.filter(({ inGerman }) => wrong.test(inGerman))).toEqual([]);
  });
});

test("a sentence in a sentence is said in the same language", () => {
  const { message, sentence } = say("cannot_read", { path: "/films", why: say("not_directory").sentence });
  expect(message).toBe("Cannot read /films: it is not a directory.");
  expect(renderSentence(sentence, serverInGerman.sentences)).toBe("/films ist nicht lesbar: Das ist kein Verzeichnis.");
});

const inGerman = sayIn(serverInGerman);

describe("in JSON of the server", () => {
  test("an error without a sentence is said by its code", () => {
    expect(inGerman({ detail: { code: "STORE_FULL", message: "The disk of x is full." } })).toEqual({
      detail: { code: "STORE_FULL", message: serverInGerman.codes.STORE_FULL },
    });
  });

  test("a text of another version of Gleaner is quoted as English", () => {
    const sentence = { id: "of_later_times", values: {} };
    const quoted = "Im Wortlaut (englisch): „is new“";
    expect(inGerman([{ path: "/a", error: "is new", code: "new", sentence }, { error: "is new" }])).toEqual([
      { path: "/a", error: quoted, code: "new", sentence },
      { error: quoted },
    ]);
    const inside = { id: "cannot_be_read", values: { why: sentence } };
    expect(inGerman({ error: "is new", sentence: inside })).toMatchObject({ error: quoted });
  });

  test("values that are wrong are named one by one", () => {
    const mistake = say("wrong_value", {
      part: "body",
      field: "exclude.1",
      text: "is empty",
      problem: say("pattern_empty", { text: "is empty" }).sentence,
    });
    const { message, sentence } = say("wrong_values", { mistakes: [mistake.sentence] });
    expect(message).toBe('"exclude.1" in the body is empty.');
    expect(
      inGerman({ detail: { code: "VALIDATION_ERROR", message, sentence: structuredClone(sentence) } }),
    ).toMatchObject({
      detail: {
        message: "Angabe „exclude.1“: Das Muster ist leer.",
        sentence: {
          values: { mistakes: [{ values: { field: "exclude.1", text: "Das Muster ist leer.", isWhole: true } }] },
        },
      },
    });
  });

  test("in English nothing changes", () => {
    const text = JSON.stringify({ error: "is new", ...say("empty_file") });
    expect(inOwnLanguage(text, "en")).toEqual(JSON.parse(text));
  });

  test("texts are loaded only for JSON that has one", async () => {
    expect(inOwnLanguage('{"videos":[],"error":null}', "de")).toEqual({ videos: [], error: null });
    expect(await inOwnLanguage(JSON.stringify({ error: "is empty", ...say("empty_file") }), "de")).toMatchObject({
      error: "Die Datei ist leer.",
      message: "Die Datei ist leer.",
    });
  });
});
