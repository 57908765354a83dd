import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { loadAgain } from "./load-again.ts";

test("a first load whose answer may be older than the change is begun anew", async () => {
  const queries = new QueryClient();
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const signals: AbortSignal[] = [];
  const shown = new QueryObserver(queries, {
    queryKey: ["library", "roots"],
    queryFn({ signal }) {
      signals.push(signal);
      return answers[signals.length - 1]?.promise ?? "asked too often";
    },
  });
  const unsubscribe = shown.subscribe(() => {});
  const again = loadAgain(queries, ["library"]);
  answers[0]?.resolve("old");
  answers[1]?.resolve("new");
  await again;
  expect(shown.getCurrentResult()).toMatchObject({ status: "success", data: "new", fetchStatus: "idle" });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  unsubscribe();
  queries.clear();
});
