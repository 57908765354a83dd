import type { FastifyError } from "fastify";
import { type Said, said, say } from "../sentences/say.ts";
import type { Sentence } from "../sentences/sentence.ts";

type Mistake = NonNullable<FastifyError["validation"]>[number];

const partNames = { body: "body", querystring: "query", params: "address", headers: "headers" } as const;

/** Names the first few mistakes of a request and what would be right. */
export function wrongValues({ validation = [], validationContext = "body" }: FastifyError): Said {
  const part = partNames[validationContext];
  const mistakes = validation.slice(0, 5).map((mistake) => {
    const { instancePath, message: text = "is not valid" } = mistake;
    const field = instancePath.slice(1).replaceAll("/", ".");
    return say("wrong_value", { part, field, text, problem: problemOf(mistake, text) }).sentence;
  });
  return say("wrong_values", { mistakes });
}

/** What is wrong with a value, as zod tells it. */
function problemOf({ keyword, params }: Mistake, text: string): Sentence {
  const {
    maximum,
    minimum,
    origin,
    params: own,
  } = params as {
    readonly maximum?: unknown;
    readonly minimum?: unknown;
    readonly origin?: unknown;
    readonly params?: { readonly sentence?: unknown };
  };
  if (typeof own?.sentence === "string") return said({ id: own.sentence, values: { text } }).sentence;
  if (keyword === "too_big" && typeof maximum === "number") {
    if (origin === "string") return say("value_too_long", { text, most: maximum }).sentence;
    if (origin === "array") return say("value_too_many", { text, most: maximum }).sentence;
    return say("value_too_large", { text, most: maximum }).sentence;
  }
  if (keyword === "too_small" && typeof minimum === "number" && origin === "number") {
    return say("value_too_small", { text, least: minimum }).sentence;
  }
  return say("value_wrong", { text }).sentence;
}
