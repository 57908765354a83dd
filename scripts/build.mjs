/** The directories that are built and published: the program (`dist`) and its web page (`web/dist`). */
import { readdirSync, statSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";

/** @import { BuiltDirectory } from "./built-directory.mjs" */

/** Sources of both. */
const common = ["package-lock.json", "scripts/build.mjs", "scripts/built-directory.mjs"];

/** @type {readonly BuiltDirectory[]} */
export const builtDirectories = [
  { what: "Gleaner", project: ".", sources: ["src", "vite.config.ts", "package.json", ...common] },
  {
    what: "the web page of Gleaner",
    project: "web",
    sources: ["web", "src/api/contract", ...common],
    finish: compress,
  },
];

/** Only text is compressed, and only long files. */
const textName = /\.(?:css|html|js|json|map|svg|txt|webmanifest)$/;
const leastBytes = 1_024;

/** Writes a `.br` and a `.gz` copy of each long text file, for the server to send. @param {string} directory */
async function compress(directory) {
  const quality = { params: { [zlib.BROTLI_PARAM_QUALITY]: zlib.BROTLI_MAX_QUALITY } };
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
  const files = names.map((name) => path.join(directory, name));
  await Promise.all(
    files
      .filter((file) => textName.test(file) && statSync(file).size >= leastBytes)
      .map(async (file) => {
        const content = await readFile(file);
        await writeFile(`${file}.br`, await promisify(brotliCompress)(content, quality));
        await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
      }),
  );
}
