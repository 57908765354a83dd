/**
 * The surroundings of the page's tests: Node with the document of a browser. Not what Vitest does for browsers, as the
 * server that a page talks to runs in the same process, and finds its own files by `import.meta.url`.
 */
import { builtinEnvironments } from "vitest/runtime";

// oxlint-disable-next-line import/no-default-export -- where Vitest looks for an environment
export default { ...builtinEnvironments.jsdom, name: "page", viteEnvironment: "ssr" };
