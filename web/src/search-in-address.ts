/**
 * The search part of an address. Several values of one name are written as in requests to the server:
 * `?audio_language=de&audio_language=!en`. Everything else is as the router does it.
 */
import { defaultParseSearch, defaultStringifySearch } from "@tanstack/react-router";

export const parseSearch: (search: string) => Record<string, unknown> = defaultParseSearch;

/** @param search texts, numbers, booleans, and lists of texts */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const written = Object.entries(search).flatMap(([name, value]) =>
    isListOfTexts(value) ? writeTexts(name, value) : [defaultStringifySearch({ [name]: value }).slice(1)],
  );
  const text = written
    .filter((part) => part !== "")
    .join("&")
    // It stands in front of values that videos shall not have. No address needs it to be escaped.
    .replaceAll("%21", "!");
  return text === "" ? "" : `?${text}`;
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "string");
}

function writeTexts(name: string, texts: readonly string[]): readonly string[] {
  const [first] = texts;
  // A text that would be read as something else, such as `1e5`, is written in quotes. In a list, texts are read as they are.
  const read = parseSearch(`?x=${encodeURIComponent(first ?? "")}`)["x"];
  const isSame =
    ["string", "number", "boolean"].includes(typeof read) && `${read as string | number | boolean}` === first;
  const isOther = texts.length === 1 && !isSame;
  if (isOther) return [defaultStringifySearch({ [name]: first }).slice(1)];
  return texts.map((text) => new URLSearchParams({ [name]: text }).toString());
}
