/** Builds the program and its page from the present sources, once before all tests. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const setup = fileURLToPath(new URL("../scripts/setup.mjs", import.meta.url));

// oxlint-disable-next-line import/no-default-export -- Playwright requires it
export default function setUpFirst(): void {
  execFileSync(process.execPath, [setup], { stdio: "inherit" });
}
