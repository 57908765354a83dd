/**
 * Makes the clips again, and the facts that ffprobe reads from them: `node samples/make-clips.ts`, with ffmpeg and
 * ffprobe on the PATH. With names of clips as arguments, only these are made. ffmpeg runs in one thread and writes no dates or random ids, so that it writes the same bytes
 * each time.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeIngredients } from "./clip-ingredients.ts";
import { type ClipRecipe, clipRecipes } from "./clip-recipes.ts";
import { ffprobeVersion, readFacts } from "./read-facts.ts";

const quiet = "-hide_banner -nostdin -v error -filter_threads 1 -filter_complex_threads 1";
const reproducible =
  "-threads 1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -sws_flags +accurate_rnd+bitexact";

/** Runs ffmpeg in `directory`, where recipes find their ingredients, and returns its output. */
function ffmpeg(directory: string, args: readonly string[], target: readonly string[]): Buffer {
  const words = [quiet, ...args].flatMap((part) => part.split(" "));
  return execFileSync("ffmpeg", [...words, ...target], {
    cwd: directory,
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 16_000_000,
  });
}

function makeClip(directory: string, path: string, recipe: ClipRecipe): void {
  const args = [...recipe.inputs, reproducible, recipe.output];
  if (recipe.pipedAs === undefined) ffmpeg(directory, args, [path]);
  else writeFileSync(path, ffmpeg(directory, args, ["-f", recipe.pipedAs, "pipe:1"]));
  if (recipe.edit !== undefined) writeFileSync(path, recipe.edit(readFileSync(path)));
}

const destination = join(import.meta.dirname, "clips");
const workDirectory = mkdtempSync(join(tmpdir(), "gleaner-clips-"));
try {
  const made = join(workDirectory, "clips");
  mkdirSync(made);
  writeIngredients(workDirectory);
  ffmpeg(
    workDirectory,
    ["-f lavfi -i testsrc2=size=48x48:rate=1:duration=1", reproducible, "-frames:v 1 -pix_fmt yuvj420p -q:v 12"],
    ["cover.jpg"],
  );

  const names = Object.keys(clipRecipes).toSorted();
  const chosen = process.argv.slice(2);
  // The other clips stay as they are.
  if (chosen.length > 0) cpSync(destination, made, { recursive: true });
  for (const name of chosen.length > 0 ? chosen : names) {
    const recipe = clipRecipes[name];
    if (recipe === undefined) throw new Error(`There is no recipe for ${name}.`);
    const path = join(made, name);
    rmSync(path, { force: true });
    makeClip(workDirectory, path, recipe);
  }
  const clips = Object.fromEntries(names.map((name) => [name, readFacts(join(made, name))]));

  // The new clips replace the old ones only now, when all of them are complete.
  rmSync(destination, { recursive: true, force: true });
  cpSync(made, destination, { recursive: true });
  const facts = { ffprobe_version: ffprobeVersion(), clips };
  writeFileSync(join(import.meta.dirname, "facts.json"), `${JSON.stringify(facts, null, 2)}\n`);
} finally {
  rmSync(workDirectory, { recursive: true, force: true });
}
