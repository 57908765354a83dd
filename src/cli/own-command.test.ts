import { homedir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ownCommand } from "./own-command.ts";

test("a command is named as the program was called, with what it is to have of a shell in quotes", () => {
  expect(ownCommand("gleaner")("jobs")).toBe("gleaner jobs");
  expect(ownCommand("./gleaner")("scan", "/media/it's here")).toBe("./gleaner scan '/media/it'\\''s here'");
  expect(ownCommand(join(homedir(), "bin", "gleaner"))("jobs")).toBe("~/bin/gleaner jobs");
});

test("a command goes to the same library", () => {
  const own = ownCommand("gleaner", { data: "/a b", server: "http://127.0.0.1:8765" });
  expect(own("scan", "/x", "--max-rate", "5")).toBe(
    "gleaner scan /x --max-rate 5 --data '/a b' --server http://127.0.0.1:8765",
  );
  expect(own("serve")).toBe("gleaner serve --data '/a b'");
});
