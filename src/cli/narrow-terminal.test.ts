/** What commands print in a narrow terminal. */
import { link, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { copyClip, temporaryDirectory } from "../../test/clip-tree.ts";
import { runInProcess } from "../../test/gleaner-in-process.ts";

const columns = 40;
const commands = [
  ["jobs"],
  ["videos"],
  ["folders"],
  ["statistics"],
  ["duplicates"],
  ["problems"],
  ["roots"],
  ["settings"],
  ["workers"],
  ["doctor"],
];

test("no command breaks a word that has room in a line of the terminal, or a number from its unit", async () => {
  await using directory = await temporaryDirectory();
  const films = join(directory.path, "films");
  await mkdir(films);
  await copyClip("hdr10-several-streams.mkv", join(films, "A film of many words", "2019 with streams.mkv"));
  await link(join(films, "A film of many words", "2019 with streams.mkv"), join(films, "link.mkv"));
  await writeFile(join(films, "text.mp4"), "text");
  const data = ["--data", join(directory.path, "data")];
  await runInProcess(["scan", films, ...data]);
  for (const command of commands) {
    const { stdout, stderr } = await runInProcess([...command, ...data], {}, { columns });
    expect(stdout + stderr).not.toBe("");
    const lines = `${stdout}${stderr}`.split("\n");
    const isWhole = (line: string) => stringWidth(line) <= columns || !line.trim().includes(" ");
    expect(lines.filter((line) => !isWhole(line))).toEqual([]);
    expect(lines.filter((line) => /^ *(?:[kMGT]?B|ms|s|min|h|%)(?![\w/])/.test(line))).toEqual([]);
  }
});
