import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { certainFormat, certaintyBytes } from "./certain-format.ts";

const samples = join(import.meta.dirname, "../../samples");

function formatOf(hex: string, rest = 100): string | null {
  return certainFormat(Buffer.concat([Buffer.from(hex.replaceAll(" ", ""), "hex"), Buffer.alloc(rest)]));
}

test("is the one that ffprobe found in each sample, or unknown", () => {
  const { clips } = JSON.parse(readFileSync(join(samples, "facts.json"), "utf8")) as {
    clips: Record<string, { container: string }>;
  };
  const found = readdirSync(join(samples, "clips")).map((name) => {
    const format = certainFormat(readFileSync(join(samples, "clips", name)).subarray(0, certaintyBytes));
    return { name, format, containers: clips[name]?.container.split(",") ?? [] };
  });
  expect(found.filter(({ format, containers }) => format !== null && !containers.includes(format))).toEqual([]);
  expect(new Set(found.map(({ format }) => format))).toEqual(new Set(["mov", "matroska", "avi", "asf", "ogg", null]));
});

test("is unknown of pictures, of MPEG in QuickTime, and of other beginnings of the same kind", () => {
  const isom = Buffer.from("isom").toString("hex");
  expect(formatOf(`00000014 66747970 ${isom}`)).toBe("mov");
  for (const brand of ["jp2 ", "jpx ", "jxl "]) {
    expect(formatOf(`00000014 66747970 ${Buffer.from(brand).toString("hex")}`)).toBeNull();
  }
  expect(formatOf(`00000014 66747970 ${isom} ${Buffer.from("hdlr____mhlrMPEG").toString("hex")}`)).toBeNull();
  expect(formatOf("00000007 66747970")).toBeNull();
  expect(formatOf(Buffer.from("RIFF____WAVE").toString("hex"))).toBeNull();
});

test("is unknown of a Matroska header that goes on, has no length or names another kind of document", () => {
  const webm = Buffer.from("webm").toString("hex");
  expect(formatOf(`1a45dfa3 87 428284 ${webm}`)).toBe("matroska");
  expect(formatOf(`1a45dfa3 ff 428284 ${webm}`)).toBeNull();
  expect(formatOf(`1a45dfa3 83 428284 ${webm}`)).toBeNull();
  expect(formatOf(`1a45dfa3 5000 428284 ${webm}`)).toBeNull();
  for (const bytes of ["", "1a", "1a45dfa3", "1a45dfa387428284"]) expect(formatOf(bytes, 0)).toBeNull();
});
