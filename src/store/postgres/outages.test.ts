import { afterEach, beforeEach, expect, test } from "vitest";
import { StoreError } from "../../jobs/store-error.ts";
import { Outages } from "./outages.ts";

let said: string[];
let errors: unknown[];
let outages: Outages;
/** Answers of the database. */
let asked: PromiseWithResolvers<void>[];
let isAsked: PromiseWithResolvers<void>;

beforeEach(() => {
  [said, errors, asked, isAsked] = [[], [], [], Promise.withResolvers()];
  outages = new Outages({
    url: "postgres://gleaner:s3cret@host/films",
    waiting: "Scans wait for it.",
    say: (sentence) => said.push(sentence),
    onError: (error) => errors.push(error),
    askEveryMs: 1,
  });
  outages.watch(() => {
    const answer = Promise.withResolvers<void>();
    asked.push(answer);
    isAsked.resolve();
    return answer.promise;
  });
});
afterEach(() => outages.close());

async function nextQuestion(): Promise<PromiseWithResolvers<void>> {
  await isAsked.promise;
  isAsked = Promise.withResolvers();
  return asked.at(-1) ?? expect.fail();
}

const refused = Object.assign(new Error("connect ECONNREFUSED host:5432"), { code: "ECONNREFUSED" });
const unavailable = new StoreError("STORE_UNAVAILABLE", "The Postgres database films cannot be reached (refused).", {
  cause: refused,
});

test("an outage of the database is one sentence when it begins and one when it ends, whoever notices it, and how often", async () => {
  for (const error of [new Error("Connection terminated unexpectedly"), refused, unavailable]) outages.onError(error);
  (await nextQuestion()).reject(unavailable);
  for (let tries = 0; tries < 3; tries += 1) {
    const question = await nextQuestion();
    outages.onError(refused);
    question.reject(unavailable);
  }
  (await nextQuestion()).resolve();
  await expect.poll(() => said, { interval: 1 }).toHaveLength(2);
  expect(said).toEqual([
    "The Postgres database films cannot be reached (refused). Scans wait for it.",
    "The Postgres database films (gleaner@host:5432) answers again, after 1 s. Everything goes on.",
  ]);
  expect(errors).toEqual([]);
});

test("a connection that is lost while the database answers is told with the database and the reason", async () => {
  outages.onError(new Error("Connection terminated unexpectedly"));
  (await nextQuestion()).resolve();
  await expect
    .poll(() => said, { interval: 1 })
    .toEqual([
      "The Postgres database films (gleaner@host:5432) answers, but it ended a connection (Connection terminated unexpectedly). The connection is made again.",
    ]);
});

test("other errors are told as they are", () => {
  const other = new StoreError("STORE_LOCKED", "Another program holds locks.");
  outages.onError(other);
  expect(errors).toEqual([other]);
  outages.close();
  outages.onError(unavailable);
  expect(errors).toEqual([other, unavailable]);
});
