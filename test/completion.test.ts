import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApi } from "./api/start-api.ts";
import { runInProcess } from "./gleaner-in-process.ts";

const shells = ["bash", "zsh", "fish"] as const;

let scratch: string;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "gleaner-completion-"));
  mkdirSync(join(scratch, "Old films"));
  writeFileSync(join(scratch, "Old list.txt"), "");
  for (const shell of shells) {
    const { stdout } = await runInProcess(["completion", shell]);
    writeFileSync(join(scratch, `completion.${shell}`), stdout);
  }
});
afterAll(() => rmSync(scratch, { recursive: true }));

function isInstalled(shell: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((directory) => existsSync(join(directory, shell)));
}

/** What a shell prints for a script in it. */
function ask(shell: string, args: readonly string[]): readonly string[] {
  const printed = execFileSync(shell, args, { cwd: scratch, encoding: "utf8", env: { ...process.env, HOME: scratch } });
  return printed.split("\n").filter((line) => line !== "");
}

test("wrong settings do not show at the start of a shell", async () => {
  const wrong = { GLEANER_PORT: "none" };
  expect(await runInProcess(["doctor"], wrong)).toMatchObject({ code: 2 });
  for (const shell of shells) {
    expect(await runInProcess(["completion", shell], wrong)).toMatchObject({ code: 0, stderr: "" });
  }
});

/** What a person has typed, the last word being the one to complete, and what may follow. */
const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
  [["s"], ["scan", "serve", "settings", "statistics"]],
  [["videos", "--res"], ["--resolution"]],
  [
    ["videos", "--su"],
    ["--subtitles", "--suspect"],
  ],
  [["videos", "harbour", "--bro"], ["--broken"]],
  [["videos", "--sort", "n"], ["name"]],
  [["videos", "--hdr", "do"], ["dolby_vision"]],
  [["statistics", "--codec", "he"], ["hevc"]],
  [
    ["videos", "--hdr", ""],
    ["any", "dolby_vision", "hdr10", "hdr10+", "hlg", "none", "sdr"],
  ],
  ...["codec", "resolution", "bit-depth", "audio", "subtitles", "audio-codec", "container"].map(
    (flag): (typeof cases)[number] => [
      ["videos", `--${flag}`, "no"],
      flag === "audio" || flag === "subtitles" ? ["none", "norwegian"] : ["none"],
    ],
  ),
  [
    ["scan", "O"],
    ["Old films", "Old list.txt"],
  ],
  [["scan", "Old films", "--data", "O"], ["Old films"]],
  [
    ["check", "O"],
    ["Old films", "Old list.txt"],
  ],
  [
    ["roots", "s"],
    ["scan", "set"],
  ],
  [["roots", "--js"], ["--json"]],
  [["settings", "set", "max"], ["max_rate"]],
  [["settings", "reset", "pro"], ["probers"]],
  [["roots", "add", "O"], ["Old films"]],
  [["roots", "add", "--na"], ["--name"]],
  [
    ["completion", ""],
    ["bash", "fish", "zsh"],
  ],
];

test.runIf(isInstalled("bash")).each(cases)("bash completes gleaner %j with %j", (words, expected) => {
  const script = `source ./completion.bash
    COMP_WORDS=(gleaner "$@"); COMP_CWORD=$#
    _gleaner; printf '%s\\n' "\${COMPREPLY[@]}"`;
  expect(ask("bash", ["--norc", "-c", script, "bash", ...words]).toSorted()).toEqual(expected);
});

test.runIf(isInstalled("bash"))("bash completes the value after --option=", () => {
  const script = `source ./completion.bash
    COMP_WORDS=(gleaner videos --sort = le); COMP_CWORD=4; _gleaner; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(gleaner videos --sort =); COMP_CWORD=3; _gleaner; echo "\${COMPREPLY[@]}"`;
  expect(ask("bash", ["--norc", "-c", script])).toEqual([
    "length",
    "added name folder length size modified resolution codec",
  ]);
});

test.runIf(isInstalled("fish")).each(cases)("fish completes gleaner %j with %j", (words, expected) => {
  const typed = words.map((word) => word.replaceAll(" ", String.raw`\ `)).join(" ");
  const script = `source ./completion.fish; complete -C "$argv[1]"`;
  const lines = ask("fish", ["--no-config", "-c", script, `gleaner ${typed}`]);
  expect(lines.map((line) => line.replace(/\/?(?:\t.*)?$/, "")).toSorted()).toEqual(expected);
});

// zsh completes only for its line editor: what is typed here, with tabs, runs a `gleaner` that prints its arguments.
const typedIntoZsh = `zmodload zsh/zpty
  zpty terminal zsh -f -i
  zpty -w terminal 'PROMPT= RPROMPT=; source ./completion.zsh; gleaner() { print -r -- "RAN <$*>" }; print READY$((1+1))'
  zpty -r terminal out '*READY2*'
  for line in "$@"; do
    zpty -w terminal "$line"
    zpty -r terminal out '*RAN <*>*'
    print -r -- "\${\${out##*RAN <}%%>*}"
  done
  zpty -d terminal`;

test.runIf(isInstalled("zsh"))("zsh completes commands, options, choices, directories and files", () => {
  const typed: readonly (readonly [string, string])[] = [
    ["gleaner vid\t--so\tna\t", "videos --sort=name"],
    ["gleaner videos harbour --bro\t", "videos harbour --broken"],
    ["gleaner videos --sort na\t", "videos --sort name"],
    ["gleaner videos --container mk\t", "videos --container mkv"],
    ["gleaner scan Old\\ f\t", "scan Old films"],
    ["gleaner scan Old\\ f\t --data O\t", "scan Old films --data Old films"],
    ["gleaner check Old\\ l\t", "check Old list.txt"],
    ["gleaner roots ad\tO\t", "roots add Old films"],
    ["gleaner roots --js\t", "roots --json"],
    ["gleaner completion fi\t", "completion fish"],
  ];
  const lines = ask("zsh", ["-f", "-c", typedIntoZsh, "zsh", ...typed.map(([keys]) => keys)]);
  expect(lines).toEqual(typed.map(([, ran]) => ran));
});

test("each shell completes the names of saved filters, and nothing where there is no library", async () => {
  const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
  const program = join(scratch, "gleaner");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, { mode: 0o755 });
  await using api = await startApi();
  for (const name of ["4K: it's HDR", "4K sdr", "others"])
    await api.call("POST", "/api/v1/saved-filters", { name, filter: { hdr: "any" } });
  const url = await api.listen();
  const environment = { ...process.env, HOME: scratch, PATH: `${scratch}${delimiter}${process.env["PATH"]}` };
  // Not `ask`, which would keep this process, the server, from answering.
  const complete = async (shell: string, ...args: readonly string[]) => {
    const { stdout } = await promisify(execFile)(shell, args, { cwd: scratch, env: environment });
    // fish adds a description.
    const lines = stdout.split("\n").map((line) => line.replace(/\t.*/, ""));
    return lines.filter((line) => line !== "");
  };
  const inBash = `source ./completion.bash; COMP_WORDS=(gleaner "$@"); COMP_CWORD=$#; _gleaner
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const inFish = `source ./completion.fish; complete -C "gleaner $argv"`;
  const nowhere = join(scratch, "nowhere");
  for (const [words, expected] of [
    [
      ["videos", "--server", url, "--saved", "4K"],
      ["4K sdr", "4K: it's HDR"],
    ],
    [["statistics", "--data", nowhere, "--saved", ""], []],
  ] as const) {
    if (isInstalled("bash"))
      expect((await complete("bash", "--norc", "-c", inBash, "bash", ...words)).toSorted()).toEqual(expected);
    if (isInstalled("fish"))
      expect((await complete("fish", "--no-config", "-c", inFish, ...words)).toSorted()).toEqual(expected);
  }
  if (isInstalled("zsh")) {
    const typed = `gleaner videos --server ${url} --saved 4K:\t`;
    const ran = await complete("zsh", "-f", "-c", typedIntoZsh, "zsh", typed);
    expect(ran).toEqual([`videos --server ${url} --saved 4K: it's HDR`]);
  }
});
