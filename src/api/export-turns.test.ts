import { expect, test } from "vitest";
import { ExportTurns } from "./export-turns.ts";

/** Longer than any test. */
const patienceMs = 2 ** 31 - 1;
const open = { signal: new AbortController().signal };

/** Counts the turns of the event loop. */
function eventLoop() {
  const loop = { turns: 0, [Symbol.dispose]: () => clearImmediate(next) };
  const count = () => {
    loop.turns += 1;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  return loop;
}

test("exports take turns, and the event loop has one between any two steps", async () => {
  using loop = eventLoop();
  const turns = new ExportTurns({ patienceMs });
  const steps: { step: string; turn: number }[] = [];
  const note = (step: string) => steps.push({ step, turn: loop.turns });
  const exported = async (name: string) => {
    for (let part = 0; part < 3; part += 1) {
      // The answers are there at once, as those of a thread that is always quicker.
      const read = async () => note(`${name} reads ${part}`);
      await turns.take(read, () => note(`${name} writes ${part}`), open);
    }
  };
  await Promise.all(["a", "b", "c"].map(exported));
  const inTurn = [0, 1, 2].flatMap((part) =>
    ["a", "b", "c"].flatMap((name) => [`${name} reads ${part}`, `${name} writes ${part}`]),
  );
  expect(steps.map(({ step }) => step)).toEqual(inTurn);
  expect(new Set(steps.map(({ turn }) => turn)).size).toBe(steps.length);
});

test("an export that fails, and one whose client has left, hold up no other", async () => {
  const turns = new ExportTurns({ patienceMs });
  const gone = AbortSignal.abort(new Error("The client has left"));
  const answers = await Promise.allSettled([
    turns.take(
      () => Promise.reject(new Error("The disk is gone")),
      () => "lines",
      open,
    ),
    turns.take(
      () => expect.unreachable("nobody takes this part"),
      () => "lines",
      { signal: gone },
    ),
    turns.take(
      async () => "part",
      () => {
        throw new Error("No text");
      },
      open,
    ),
    turns.take(
      async () => "part",
      (part) => `lines of the ${part}`,
      open,
    ),
  ]);
  expect(answers).toMatchObject([
    { reason: new Error("The disk is gone") },
    { reason: new Error("The client has left") },
    { reason: new Error("No text") },
    { value: "lines of the part" },
  ]);
});

test("a part that never comes holds up no other for long", async () => {
  const turns = new ExportTurns({ patienceMs: 1 });
  void turns.take(
    () => new Promise<never>(() => {}),
    () => "lines",
    open,
  );
  const next = turns.take(
    async () => "part",
    (part) => `lines of the ${part}`,
    open,
  );
  expect(await next).toBe("lines of the part");
});
