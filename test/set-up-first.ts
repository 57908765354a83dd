/** Sees to it, once before any test, that the program and its page are built from the sources as they are. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const setup = fileURLToPath(new URL("../scripts/setup.mjs", import.meta.url));

// oxlint-disable-next-line import/no-default-export -- Playwright takes no other
export default function setUpFirst(): void {
  execFileSync(process.execPath, [setup], { stdio: "inherit" });
}
