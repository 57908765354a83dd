import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type HtmlTagDescriptor, type Plugin } from "vite";

/** The server that `npm run dev:page` uses: one started with `gleaner serve`. */
const server = process.env["GLEANER_SERVER"] ?? "http://127.0.0.1:8765";
// With the origin of the server: it refuses changes from pages of another origin.
const passedOn = { target: server, changeOrigin: true, headers: { origin: new URL(server).origin } };

const link = (rel: string, name: string): HtmlTagDescriptor => ({
  tag: "link",
  attrs: { rel, crossorigin: true, href: `./${name}` },
  injectTo: "head",
});

/**
 * The page waits for the texts of its language before it loads its other modules. With this, browsers fetch those and
 * their styles at the same time as the texts.
 */
const fetchesPageEarly: Plugin = {
  name: "fetches-page-early",
  transformIndexHtml: {
    order: "post",
    handler(_html, { bundle }) {
      const chunks = Object.values(bundle ?? {}).filter((file) => file.type === "chunk");
      const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const scripts = new Set<string>();
      const styles = new Set<string>();
      // Vite itself names the entry and its imports.
      const entry = chunks.find(({ isEntry }) => isEntry);
      const known = new Set([entry?.fileName, ...(entry?.imports ?? [])]);
      const add = (chunk: (typeof chunks)[number] | undefined) => {
        if (chunk === undefined || known.has(chunk.fileName) || scripts.has(chunk.fileName)) return;
        scripts.add(chunk.fileName);
        for (const imported of chunk.imports) add(named.get(imported));
        for (const style of chunk.viteMetadata?.importedCss ?? []) styles.add(style);
      };
      add(chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith("/src/draw-page.tsx")));
      return [
        ...Array.from(scripts, (name) => link("modulepreload", name)),
        ...Array.from(styles, (name) => link("stylesheet", name)),
      ];
    },
  },
};

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  // Relative, as only the server knows below which path it shows the page.
  base: "./",
  plugins: [react(), fetchesPageEarly],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    sourcemap: false,
    license: { fileName: "third-party-licenses.md" },
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": passedOn, "/docs": passedOn } },
});
