import { describe, expect, test } from "vitest";
import { openingFailed } from "../scanning/probe/probe-problems.ts";
import { parseFfprobeAnswer, parseFfprobeErrors } from "./ffprobe-answer.ts";

describe("what ffprobe writes to its standard error", () => {
  test("is taken apart into the error and the last line that was logged, without prefix and path", () => {
    const stderr = [
      "[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55c617d791c0] error reading header",
      "[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55c617d791c0] moov atom not found",
      "file:/films/a: b.mp4: Invalid data found when processing input\n",
    ].join("\n");
    expect(parseFfprobeErrors(stderr)).toEqual({
      error: "Invalid data found when processing input",
      log: "moov atom not found",
    });
  });

  test("may name a path with line breaks", () => {
    expect(parseFfprobeErrors("file:/films/a\n[b].mp4: End of file\n")).toEqual({ error: "End of file", log: null });
  });

  test("may be nothing", () => {
    expect(parseFfprobeErrors("")).toEqual({ error: "", log: null });
  });
});

describe("what ffprobe answers", () => {
  test.each(["", "{", "[]", '{"streams":[]}', '{"format":{"format_name":7}}'])("is refused when it is %j", (json) => {
    expect(parseFfprobeAnswer(json)).toBeNull();
  });

  test("may leave out all that it does not know", () => {
    expect(
      parseFfprobeAnswer('{"format":{"format_name":"ogg"},"streams":[{"index":0,"codec_type":"video"}]}'),
    ).toMatchObject({
      container: "ogg",
      durationSeconds: null,
      bitRate: null,
      streams: [{ kind: "video", codecName: null, language: null, width: 0, isAttachedPicture: false, rotation: 0 }],
    });
  });
});

describe("a refusal of libav", () => {
  test.each([
    ["No such file or directory", "vanished"],
    ["Permission denied", "unreadable"],
    ["Input/output error", "unreadable"],
    ["Invalid data found when processing input", "not_video"],
  ])("that says %j means %s", (error, code) => {
    expect(openingFailed(error, null).code).toBe(code);
  });

  test("is shown as one short line, whatever the file puts into it", () => {
    const { message } = openingFailed("Invalid data", `bad\u001b[31m tag\n${"x".repeat(1_000)}`);
    expect(message).toMatch(/^cannot be read as a video: it is damaged \(libav: bad \[31m tag x+…\)$/);
    expect(message.length).toBeLessThan(270);
  });
});
