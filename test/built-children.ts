/**
 * Has the tests start the child processes that read media from `dist/`, which `set-up-first.ts` has built from the same
 * sources. Such a child gets no cache of compiled code (`libav/child-environment.ts`), so that from its sources it takes
 * four times as long to start. Under a watch of the sources, `dist/` is not built anew, and children run from their sources.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Vite } from "vitest/node";

/** How a module of `src/` finds the program of its child. */
const besideModule = /-child\$\{extname\(import\.meta\.url\)\}`, import\.meta\.url\)/;
const built = JSON.stringify(pathToFileURL(join(import.meta.dirname, "..", "dist", "main.js")).href);

export function builtChildren(): Vite.Plugin {
  let watches = false;
  return {
    name: "built-children",
    configureVitest({ vitest }) {
      watches = vitest.config.watch;
    },
    transform: (code) => (!watches && besideModule.test(code) ? code.replaceAll("import.meta.url", built) : null),
  };
}
