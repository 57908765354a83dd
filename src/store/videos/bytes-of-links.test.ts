import fc from "fast-check";
import { expect, test } from "vitest";
import { BytesOfLinks } from "./bytes-of-links.ts";

test("each file counts once for each key, whether a key has a few files or many", () => {
  const files = 20_000;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(2), fc.oneof(fc.nat(20), fc.nat(files - 1))), { minLength: 1, maxLength: 400 }),
      (adds) => {
        const links = new BytesOfLinks<number>(files);
        for (const [key, file] of adds) links.add(key, file, file + 1);
        for (const key of [0, 1, 2]) {
          const own = new Set(adds.filter(([one]) => one === key).map(([, file]) => file));
          expect(links.of(key)).toBe([...own].reduce((sum, file) => sum + file + 1, 0));
        }
      },
    ),
    { numRuns: 50 },
  );
});

test("many folders of a few files take little memory, however many files the library has", () => {
  const links = new BytesOfLinks<number>(500_000);
  const before = process.memoryUsage().arrayBuffers;
  for (let folder = 0; folder < 5_000; folder += 1) {
    for (let nth = 0; nth < 10; nth += 1) links.add(folder, (folder * 97 + nth * 31_337) % 500_000, 1);
  }
  // With a bit for each file of the library, each folder took 62 kB.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30e6);
  expect(links.of(4_999)).toBe(10);
});
