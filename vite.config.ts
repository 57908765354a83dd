/** How the program is bundled into dist/: one file for each process and thread, so that all of them start soon. */
import { defineConfig, type Plugin } from "vite";
import manifest from "./package.json" with { type: "json" };

/** Read files of their own, or load a native library: they are installed with the package, and all others bundled. */
const installed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });

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

export default defineConfig({
  plugins: [loadedWhenUsed],
  ssr: { noExternal: true, external: installed },
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
        "src/libav/process-watch-thread.ts",
        "src/scanning/probe/libav-child.ts",
        "src/posters/poster-child.ts",
      ],
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" },
    },
  },
});
