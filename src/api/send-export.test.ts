import { fastify } from "fastify";
import { expect, test } from "vitest";
import { ExportTurns } from "./export-turns.ts";
import { sendExport } from "./send-export.ts";

test("exports read and write one part at a time, in turns", async () => {
  const turns = new ExportTurns({ patienceMs: 2 ** 31 - 1 });
  const { signal } = new AbortController();
  const read: string[] = [];
  let reading = 0;
  const app = fastify();
  app.get<{ Params: { name: string } }>("/:name", async ({ params: { name } }, reply) => {
    async function* parts() {
      for (const part of [1, 2, 3]) {
        reading += 1;
        expect(reading).toBe(1);
        await new Promise(setImmediate);
        reading -= 1;
        read.push(`${name}${part}`);
        yield [{ name, part }];
      }
    }
    return sendExport(reply, { name, format: "csv", columns: ["name", "part"], parts: parts() }, { turns, signal });
  });
  const answers = await Promise.all(["/a", "/b", "/c"].map((url) => app.inject({ url })));
  await app.close();
  expect(answers.map(({ body }) => body)).toEqual(
    ["a", "b", "c"].map((name) => `name,part\r\n${name},1\r\n${name},2\r\n${name},3\r\n`),
  );
  // None begins its third part before each has had its first.
  for (const name of ["a", "b", "c"])
    expect(["a3", "b3", "c3"].every((third) => read.indexOf(`${name}1`) < read.indexOf(third))).toBe(true);
});
