/**
 * RESULTS.md has one part for each kind of run. A run writes its own part, and leaves the others as they are: a machine may
 * have no time for both kinds in one night, and figures of two parts are not compared.
 */

/** The parts in their order: each begins with its title as a heading of the first level. */
export const partTitles = {
  single: "What Gleaner takes, beside what would be used instead",
  postgres: "Several processes on one Postgres",
} as const;

export type Part = keyof typeof partTitles;

/**
 * The page with another text in one part.
 *
 * @param page the page so far, which may be empty
 * @param text of the part, without its title
 */
export function withPart(page: string, part: Part, text: string): string {
  const parts = new Map(page.split(/^(?=# )/m).map((whole) => [/^# (.*)$/m.exec(whole)?.[1], whole.trim()]));
  parts.set(partTitles[part], `# ${partTitles[part]}\n\n${text.trim()}`);
  const found = Object.values(partTitles).flatMap((title) => parts.get(title) ?? []);
  return `${found.join("\n\n")}\n`;
}
