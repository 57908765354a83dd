/** Makes the corpus of `npm run agreement` with the system's ffmpeg, once, in a directory outside of the checkout. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Recipe } from "./recipe.ts";

/** What was made: the arguments of each file, and whether ffmpeg could make it. Not every codec fits every container. */
type Made = Record<string, { readonly args: string; readonly works: boolean }>;

/**
 * @param onProgress called with the number of recipes done
 * @returns the paths of the files that ffmpeg could make
 */
export async function makeCorpus(
  directory: string,
  recipes: readonly Recipe[],
  onProgress: (done: number) => void,
): Promise<readonly string[]> {
  await mkdir(directory, { recursive: true });
  const notes = join(directory, "made.json");
  const made: Made = existsSync(notes) ? (JSON.parse(await readFile(notes, "utf8")) as Made) : {};
  let done = 0;
  const step = async (recipe: Recipe) => {
    const args = [...recipe.args, recipe.edit ?? ""].join(" ");
    if (made[recipe.name]?.args !== args) made[recipe.name] = { args, works: await make(directory, recipe) };
    done += 1;
    onProgress(done);
    if (done % 100 === 0) await writeFile(notes, JSON.stringify(made));
  };
  // Files that others are made of come first.
  const [sources, copies] = [recipes.filter(({ args }) => !isCopy(args)), recipes.filter(({ args }) => isCopy(args))];
  for (const group of [sources, copies]) {
    const rest = [...group];
    const worker = async () => {
      for (let recipe = rest.shift(); recipe !== undefined; recipe = rest.shift()) await step(recipe);
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
  }
  await writeFile(notes, JSON.stringify(made));
  return recipes.filter(({ name }) => made[name]?.works === true).map(({ name }) => join(directory, name));
}

function isCopy(args: readonly string[]): boolean {
  return args.some((arg) => arg.includes("@"));
}

async function make(directory: string, { name, args, edit }: Recipe): Promise<boolean> {
  const path = join(directory, name);
  const real = args.map((arg) => arg.replace(/(^|:|\|)@/g, `$1${directory}/`));
  const options = ["-v", "quiet", "-nostdin", "-y", "-threads", "1", "-filter_threads", "1"];
  const child = spawn("ffmpeg", [...options, ...real, "-threads", "1", "-shortest", path], {
    stdio: "ignore",
    timeout: 30_000,
    killSignal: "SIGKILL",
  });
  const code = await new Promise((resolve) => {
    child.on("error", resolve);
    child.on("close", resolve);
  });
  if (code === 0 && existsSync(path)) {
    if (edit !== undefined) await writeFile(path, edit(await readFile(path)));
    return true;
  }
  await rm(path, { force: true });
  return false;
}
