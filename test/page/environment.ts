/**
 * The environment of the page's tests: Node with the document of a browser. Vitest's own browser environment does not do,
 * since the server under test runs in the same process and finds its files by `import.meta.url`.
 */
import { builtinEnvironments } from "vitest/runtime";

// oxlint-disable-next-line import/no-default-export -- Vitest loads the default export
export default { ...builtinEnvironments.jsdom, name: "page", viteEnvironment: "ssr" };
