import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";
import { Printer } from "./printer.ts";

/** A printer on a terminal, and what it has written. */
async function start({ isTTY = true, columns = 40 } = {}) {
  const stream = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY, columns });
  const printer = await Printer.on(stream as unknown as NodeJS.WriteStream);
  return { printer, written: () => String(stream.read() ?? "") };
}

const hostile = "a\u001b[2Jb\u0007c\u009bd\u202ee\u2066f\u200eg\u007fh";
const shown = "a\\x1b[2Jb\\x07c\\x9bd\\u202ee\\u2066f\\u200eg\\x7fh";

test("nothing that is printed reaches the terminal as a control character", async () => {
  const { printer, written } = await start({ columns: 200 });
  printer.say(hostile);
  printer.line(hostile);
  printer.path(hostile, "\0");
  expect(written()).toBe(`${shown}\n${shown}\n${shown}\0`);
  printer.json({ hostile });
  printer.jsonLine({ hostile });
  const json = written();
  // oxlint-disable-next-line no-control-regex -- control characters are what this test is about
  expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u202e\u2066]/);
  expect(JSON.parse(json.trimEnd().split("\n").at(-1) ?? "")).toEqual({ hostile });
});

test("the cursor is moved on a terminal that can do so, and nowhere else", async () => {
  const canMove = async (term: string, isTTY = true) => {
    vi.stubEnv("TERM", term);
    return (await start({ isTTY })).printer.canMoveCursor;
  };
  expect([await canMove("xterm"), await canMove("dumb"), await canMove("xterm", false)]).toEqual([true, false, false]);
  vi.unstubAllEnvs();
});

test("paths for another program are unchanged", async () => {
  const { printer, written } = await start({ isTTY: false });
  printer.path(hostile, "\n");
  printer.path("b", "\0");
  expect(written()).toBe(`${hostile}\nb\0`);
});

test("sentences are wrapped between words on a terminal, and not for programs", async () => {
  const text =
    "Cannot read /mnt/nas/films/a-very-long-name-without-any-blank.mkv: permission denied. Give this user access.";
  const { printer, written } = await start();
  printer.say(text);
  expect(written()).toBe(
    "Cannot read\n/mnt/nas/films/a-very-long-name-without-any-blank.mkv:\npermission denied. Give this user\naccess.\n",
  );
  printer.say("  first line is indented, so is the second\nshort");
  expect(written()).toBe("  first line is indented, so is the\n  second\nshort\n");
  const pipe = await start({ isTTY: false });
  pipe.printer.say(text);
  expect(pipe.written()).toBe(`${text}\n`);
});

test("wide characters count as two cells", async () => {
  const { printer, written } = await start({ columns: 10 });
  printer.say("日本語 日本語");
  expect(written()).toBe("日本語\n日本語\n");
});
