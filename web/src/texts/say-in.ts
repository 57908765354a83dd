import { renderSentence } from "../../../src/sentences/render-sentence.ts";
import type { Sentence } from "../../../src/sentences/sentence.ts";
import type { ServerTexts } from "./server-texts.ts";

/** The fields that have a text for people. `sentence` beside them says the same as data. */
const textFields = ["error", "message", "problem", "watch_problem", "current_path"] as const;

/** Returns the function that says all texts in JSON of the server in another language. It changes the JSON. */
export function sayIn(texts: ServerTexts): <Json>(json: Json) => Json {
  const say = <Json>(json: Json): Json => {
    if (Array.isArray(json)) for (const each of json) say(each);
    else if (typeof json === "object" && json !== null) sayInObject(json as Record<string, unknown>);
    return json;
  };
  const sayInObject = (object: Record<string, unknown>) => {
    const { sentence, code } = object;
    sayMistakes(sentence);
    for (const field of textFields) {
      const text = object[field];
      if (typeof text === "string") object[field] = textOf(text, { sentence, code, field });
    }
    for (const [name, value] of Object.entries(object)) if (name !== "sentence") say(value);
  };
  /** A sentence about values has a text for each, beside the same as data. */
  const sayMistakes = (sentence: unknown) => {
    const values = valuesOf(sentence);
    const mistakes = Array.isArray(values["mistakes"]) ? values["mistakes"].map(valuesOf) : [];
    for (const mistake of [values, ...mistakes]) {
      const { text, problem } = mistake;
      if (typeof text !== "string" || typeof problem !== "object") continue;
      mistake["text"] = renderSentence(problem as Sentence, texts.sentences) ?? texts.quoted(text);
      mistake["isWhole"] = true;
    }
  };
  const textOf = (text: string, facts: { sentence: unknown; code: unknown; field: string }): string => {
    const said = facts.sentence === undefined ? null : renderSentence(facts.sentence as Sentence, texts.sentences);
    if (said !== null) return said;
    // A path, as a rule.
    if (facts.field === "current_path") return text;
    if (isCode(facts.code, texts)) return texts.codes[facts.code];
    // What decoders say of a video has no code, and is shown as theirs.
    return facts.field === "message" && facts.code === undefined ? text : texts.quoted(text);
  };
  return say;
}

function valuesOf(sentence: unknown): Record<string, unknown> {
  const { values } = (sentence ?? {}) as { readonly values?: unknown };
  return typeof values === "object" && values !== null ? (values as Record<string, unknown>) : {};
}

function isCode(code: unknown, { codes }: ServerTexts): code is keyof ServerTexts["codes"] {
  return typeof code === "string" && Object.hasOwn(codes, code);
}
