/** What people are told about directories that are not watched. */
import { systemErrorText } from "../files/system-error-text.ts";

export function closedOffText({
  count,
  path,
  code,
}: {
  readonly count: number;
  readonly path: string;
  readonly code: string;
}) {
  const are =
    count === 1 ? `${path} in it cannot be watched` : `${count} directories in it cannot be watched, such as ${path}`;
  return `${are}: ${reasonOf(code)} Changes there are noticed as soon as they can be read.`;
}

/** What the code of an error means, as the end of a sentence with a full stop. */
export function reasonOf(code: string): string {
  return systemErrorText(Object.assign(new Error(code), { code }));
}

export function linkText(link: string): string {
  return `What is behind links such as ${link} is not watched. Scans of the whole directory find changes there.`;
}

/** @param setting reads a setting of inotify */
export function limitText({ code }: NodeJS.ErrnoException, setting: (name: string) => string | null): string {
  const name = code === "EMFILE" ? "max_user_instances" : "max_user_watches";
  const limit = Number(setting(name) ?? 8_192);
  const more = 2 ** Math.ceil(Math.log2(limit + 1) + 1);
  return (
    `The system allows no more watches (${name} is ${limit}). Raise the limit as root: sysctl fs.inotify.${name}=${more}. ` +
    "Until then nothing is watched here."
  );
}
