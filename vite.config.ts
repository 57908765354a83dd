/** How the program is bundled into dist/: one file for each process and thread, so that all of them start soon. */
import { existsSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";
import manifest from "./package.json" with { type: "json" };

/** These read files of their own, so they are installed with the package, and all others are bundled. */
const installed = Object.keys(manifest.dependencies);
/** A machine without them can build the program, too. */
const absent = Object.keys(manifest.optionalDependencies).filter((name) => !existsSync(`node_modules/${name}`));

/**
 * node-av is installed for its native library. Its 55 files of JavaScript are bundled, so that each prober starts 30 ms
 * sooner. The bundle looks for the library where the installed files would.
 */
const loadsInstalledLibrary: Plugin = {
  name: "loads-installed-library",
  transform: (code, id) =>
    id.endsWith("/node-av/dist/lib/binding.js")
      ? code.replaceAll("import.meta.url", 'import.meta.resolve("node-av/lib")')
      : null,
};

/**
 * Fastify loads modules that Gleaner seldom needs: HTTPS and HTTP/2 for servers of other kinds, and semver for plugins
 * that name a version. Loaded only when they are used, they make every start 20 ms shorter.
 */
const loadedWhenUsed: Plugin = {
  name: "loaded-when-used",
  transform: (code, id) =>
    /\/fastify\/lib\/(?:server|plugin-utils)\.js$/.test(id)
      ? code.replaceAll(
          /= (require\('(?:node:http2|node:https|semver)'\))$/gm,
          "= new Proxy({}, { get: (_, name) => $1[name] })",
        )
      : null,
};

/**
 * Takes Node's own modules as objects. An `import` would read each of their exports once, and so load what few of them
 * need, such as WebCrypto: 20 ms of each start.
 */
const ownModulesAsObjects: Plugin = {
  name: "own-modules-as-objects",
  renderChunk: (code) =>
    code.replaceAll(/^import ({.*}|[\w$]+) from ("node:[\w/]+");$/gm, (_, names: string, name: string) => {
      // A module may call its own import `process`, too.
      return `const ${names.replaceAll(" as ", ": ")} = globalThis.process.getBuiltinModule(${name});`;
    }),
};

export default defineConfig({
  plugins: [loadsInstalledLibrary, loadedWhenUsed, ownModulesAsObjects],
  ssr: { noExternal: true, external: [...installed, ...absent] },
  build: {
    ssr: true,
    outDir: "dist",
    target: "node24",
    minify: false,
    license: { fileName: "third-party-licenses.md" },
    rolldownOptions: {
      input: [
        "src/main.ts",
        "src/store/sqlite/connection/sqlite-thread.ts",
        "src/files/file-calls-thread.ts",
        "src/scanning/walk/walk-thread.ts",
        "src/watching/watch-thread.ts",
        "src/libav/process-watch-thread.ts",
        "src/scanning/probe/libav-child.ts",
        "src/posters/poster-child.ts",
        "src/checking/check-child.ts",
      ],
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" },
    },
  },
});
