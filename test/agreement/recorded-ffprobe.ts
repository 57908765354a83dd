/**
 * What ffprobe 5.1 answers to mutants, for tests that would spend most of their time on its starts. When the arguments
 * of ffprobe, the mutants or the clips change, record the answers anew where ffprobe 5.1 is installed:
 * `RECORD_FFPROBE=1 npx vitest run agreement`.
 */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";

/** The outputs, by the kind of the call and the name of the file. What is not there was answered with an error. */
const records = join(import.meta.dirname, "answers-of-ffprobe-5.1.json.br");
/** Whether this run records the answers anew. */
export const isRecording = process.env["RECORD_FFPROBE"] === "1";

let directory: string | null = null;

/**
 * @param files a directory whose files are known by their names, without extension
 * @returns a command that answers to these files, under any name, as ffprobe did. `keepRecords` removes it
 */
export async function recordedFfprobe(files: string): Promise<string> {
  directory = await mkdtemp(join(tmpdir(), "gleaner-recorded-ffprobe-"));
  const [command, answers] = [join(directory, "ffprobe"), join(directory, "answers")];
  await mkdir(answers);
  const recorded: Record<string, string> = isRecording
    ? {}
    : JSON.parse(brotliDecompressSync(await readFile(records)).toString());
  for (const [name, output] of Object.entries(recorded)) await writeFile(join(answers, name), output);
  const record = `ffprobe "$@" > "$answer" || { rm "$answer"; exit 1; }`;
  await writeFile(
    command,
    `#!/bin/sh
for address; do :; done
case "$*" in *-count_packets*) kind=packets;; *) kind=facts;; esac
for file in '${files}'/*; do
  [ "\${address#file:}" -ef "$file" ] || continue
  name=\${file##*/}
  answer='${answers}'/$kind-\${name%.*}
  ${isRecording ? record : ""}
  [ -e "$answer" ] && exec cat "$answer"
  echo "the recorded ffprobe cannot read it" >&2
  exit 1
done
exit 2
`,
  );
  await chmod(command, 0o755);
  return command;
}

/** Ends the use of the recorded answers, and keeps them where they were recorded anew. */
export async function keepRecords(): Promise<void> {
  if (directory === null) return;
  if (isRecording) {
    const answers = join(directory, "answers");
    const recorded: Record<string, string> = {};
    for (const name of (await readdir(answers)).toSorted())
      recorded[name] = await readFile(join(answers, name), "utf8");
    await writeFile(records, brotliCompressSync(JSON.stringify(recorded)));
  }
  await rm(directory, { recursive: true });
  directory = null;
}
