import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The server that `npm run dev:page` uses: one started with `gleaner serve`. */
const server = process.env["GLEANER_SERVER"] ?? "http://127.0.0.1:8765";
// With the origin of the server: it refuses changes from pages of another origin.
const passedOn = { target: server, changeOrigin: true, headers: { origin: new URL(server).origin } };

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  // Relative, as only the server knows below which path it shows the page.
  base: "./",
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
