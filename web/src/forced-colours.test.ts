import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const read = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");

/** What Mantine calls the element that is checked. */
const checked = { Checkbox: "-input", Radio: "-radio", Switch: "-input" } as const;

test("forced colours show what is chosen in every kind of input that the page has", () => {
  const code = globSync("**/*.tsx", { cwd: import.meta.dirname })
    .map(read)
    .join("\n");
  const kinds = (["Checkbox", "Radio", "Switch"] as const).filter((kind) =>
    new RegExp(String.raw`import \{[^}]*\b${kind}\b[^}]*\} from "@mantine/core"`).test(code),
  );
  expect(kinds).toContain("Radio");
  const [, rules = ""] = read("page.css").split("@media (forced-colors: active)");
  for (const kind of kinds) expect(rules).toContain(`.mantine-${kind}${checked[kind]}:checked`);
});
