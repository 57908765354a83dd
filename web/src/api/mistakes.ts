import type { SentenceJson } from "../../../src/api/contract/sentences.ts";
import { Refused } from "./failures.ts";

/** A value that the server does not take. */
export interface Mistake {
  /** Its name in the API, such as `exclude.3`. */
  readonly field: string;
  readonly text: string;
  /** Whether `text` is a whole sentence, and not only the end of one about the value. */
  readonly isWhole: boolean;
}

/** What is wrong with values of a request; none if it failed for another reason. */
export function mistakesOf(error: unknown): readonly Mistake[] {
  const sentence = error instanceof Refused ? error.sentence : undefined;
  if (sentence?.id === "wrong_schedule") {
    const { field, text } = sentence.values;
    return [{ field: `schedule.${String(field)}`, text: `${String(text)}.`.replace(/\.\.$/, "."), isWhole: true }];
  }
  if (sentence?.id !== "wrong_values") return [];
  return (sentence.values["mistakes"] as readonly SentenceJson[]).map(({ values: { field, text, isWhole } }) => ({
    field: String(field),
    text: String(text),
    isWhole: isWhole === true,
  }));
}

/** @param subject the value in words; null: it is clear which one is meant */
export function mistakeText({ text, isWhole }: Mistake, subject: string | null): string {
  if (isWhole) return subject === null ? text : `${subject}: ${text}`;
  return subject === null ? `${text.charAt(0).toUpperCase()}${text.slice(1)}.` : `${subject} ${text}.`;
}
