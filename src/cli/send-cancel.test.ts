import { expect, test, vi } from "vitest";
import { StoreError } from "../jobs/store-error.ts";
import { sendCancel } from "./send-cancel.ts";
import { ApiError, Unreachable } from "./server-errors.ts";

const away = new StoreError("STORE_UNAVAILABLE", "The database has not answered for 2 seconds.");
const awayOverHttp = new ApiError(503, "STORE_LOCKED", "Another program has locked the database.");
const followed = new AbortController().signal;

function sends(...answers: readonly (Error | null)[]) {
  const said: string[] = [];
  const send = vi.fn<() => Promise<void>>();
  for (const error of answers) {
    if (error === null) send.mockResolvedValueOnce();
    else send.mockRejectedValueOnce(error);
  }
  return { send, said, say: (text: string) => void said.push(text) };
}

test("a cancel is sent again until the database takes it, and a person is told once", async () => {
  const { send, said, say } = sends(away, awayOverHttp, away, null);
  await sendCancel(send, { say, followed, againMs: 1 });
  expect(send).toHaveBeenCalledTimes(4);
  expect(said).toEqual(["The cancel is sent again until it is taken. The database has not answered for 2 seconds."]);
});

test("it is not sent again once the job has ended", async () => {
  const ended = new AbortController();
  const { say } = sends();
  const send = vi.fn<() => Promise<void>>(async () => {
    ended.abort();
    throw away;
  });
  await sendCancel(send, { say, followed: ended.signal, againMs: 60_000 });
  expect(send).toHaveBeenCalledTimes(1);
});

test.each([new ApiError(409, "ALREADY_TERMINAL", "It has ended."), new Unreachable("Nothing answers.")])(
  "%s is left to whoever follows the job",
  async (error) => {
    const { send, said, say } = sends(error);
    await sendCancel(send, { say, followed, againMs: 1 });
    expect([send.mock.calls.length, said]).toEqual([1, []]);
  },
);

test("any other error is told, and nothing is sent again", async () => {
  const { send, said, say } = sends(new StoreError("STORE_FULL", "The disk is full."));
  await sendCancel(send, { say, followed, againMs: 1 });
  expect([send.mock.calls.length, said]).toEqual([1, ["The cancel was refused. The disk is full."]]);
});
