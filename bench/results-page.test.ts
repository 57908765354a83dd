import { expect, test } from "vitest";
import { withPart } from "./results-page.ts";

test("a run replaces its own part of the page, and the other part stays", () => {
  const first = withPart("", "postgres", "Two workers.\n\n## How\n\nThus.");
  expect(first).toBe("# Several processes on one Postgres\n\nTwo workers.\n\n## How\n\nThus.\n");
  const both = withPart(first, "single", "One scan.\n\n## How\n\nSo.");
  expect(both).toBe(
    `# What Gleaner takes, beside what would be used instead\n\nOne scan.\n\n## How\n\nSo.\n\n${first}`,
  );
  expect(withPart(both, "single", "Another scan.")).toBe(
    `# What Gleaner takes, beside what would be used instead\n\nAnother scan.\n\n${first}`,
  );
});
