import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev:page` finds the server: one that `gleaner serve` has started. */
const server = process.env["GLEANER_SERVER"] ?? "http://127.0.0.1:8765";
// As if the page came from there: a page of another origin may change nothing.
const passedOn = { target: server, changeOrigin: true, headers: { origin: new URL(server).origin } };

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react()],
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
