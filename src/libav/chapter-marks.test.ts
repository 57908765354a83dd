import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mayHaveChapters } from "./chapter-marks.ts";

const samples = join(import.meta.dirname, "../../samples");

function ask(container: string, file: Buffer): boolean {
  return mayHaveChapters(container, file.length, (position, bytes) => file.subarray(position, position + bytes));
}

test("is true of every sample with chapters, and of hardly any other", () => {
  const { clips } = JSON.parse(readFileSync(join(samples, "facts.json"), "utf8")) as {
    clips: Record<string, { container: string; chapter_count: number }>;
  };
  const asked = readdirSync(join(samples, "clips")).map((name) => {
    const { container = "", chapter_count: count = 0 } = clips[name] ?? {};
    return { name, count, may: ask(container, readFileSync(join(samples, "clips", name))) };
  });
  expect(asked.filter(({ count, may }) => count > 0 && !may)).toEqual([]);
  expect(asked.filter(({ count }) => count > 0).length).toBeGreaterThan(1);
  const inVain = asked.filter(({ count, may }) => count === 0 && may).map(({ name }) => name);
  expect(inVain).toEqual(["theora-vorbis.ogv", "wmv2-wma.wmv"]);
});

describe("is true", () => {
  const mp4 = "mov,mp4,m4a,3gp,3g2,mj2";

  test("of files that end, or make no sense, before it is clear", () => {
    for (const container of [mp4, "matroska,webm", "ogg"]) {
      for (const bytes of [0, 1, 8, 100, 70_000]) expect(ask(container, Buffer.alloc(bytes))).toBe(true);
    }
    const plain = readFileSync(join(samples, "clips/several-audio.mkv"));
    expect(ask("matroska,webm", plain)).toBe(false);
    expect(ask("matroska,webm", plain.subarray(0, 300))).toBe(true);
  });

  test("of a seek head that leads to another one", () => {
    const plain = readFileSync(join(samples, "clips/several-audio.mkv"));
    const seekHead = plain.indexOf(Buffer.from("114d9b74", "hex"));
    const changed = Buffer.from(plain);
    // The id of the first element that the seek head names.
    changed.write("114d9b74", plain.indexOf(Buffer.from("53ab84", "hex"), seekHead) + 3, "hex");
    expect(ask("matroska,webm", changed)).toBe(true);
  });

  test("of an mp4 with a box that libav might look into", () => {
    const plain = readFileSync(join(samples, "clips/h264-aac-faststart.mp4"));
    expect(ask(mp4, plain)).toBe(false);
    const udta = Buffer.from("0000000c756474610000", "hex");
    expect(ask(mp4, Buffer.concat([plain, udta, Buffer.alloc(10)]))).toBe(true);
  });
});
