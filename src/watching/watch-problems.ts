/** What people are told about directories that are not watched. */
import { systemErrorSentence } from "../files/system-error-text.ts";
import { type Said, say } from "../sentences/say.ts";
import type { Sentence } from "../sentences/sentence.ts";

export function closedOffText({
  count,
  path,
  code,
}: {
  readonly count: number;
  readonly path: string;
  readonly code: string;
}): Said {
  return say("watch_closed_off", { count, path, why: reasonOf(code) });
}

/** What the code of an error means, as the end of a sentence. */
export function reasonOf(code: string): Sentence {
  const { id, values } = systemErrorSentence(Object.assign(new Error(code), { code }));
  return { id: id === "system_error" ? "system_error_of_choice" : id, values };
}

export function linkText(link: string): Said {
  return say("watch_not_behind_links", { link });
}

/** @param setting reads a setting of inotify */
export function limitText({ code }: NodeJS.ErrnoException, setting: (name: string) => string | null): Said {
  const name = code === "EMFILE" ? "max_user_instances" : "max_user_watches";
  const limit = Number(setting(name) ?? 8_192);
  return say("watch_limit", { name, limit, more: 2 ** Math.ceil(Math.log2(limit + 1) + 1) });
}

/** Several of these, one behind the other; null: none. */
export function allOf(problems: readonly Said[]): Said | null {
  return problems.reduce<Said | null>(
    (before, { message, sentence }) =>
      before === null ? { message, sentence } : say("two_sentences", { first: before.sentence, second: sentence }),
    null,
  );
}
