import { z } from "zod";
import { sentenceSchema } from "./sentences.ts";

export const errorSchema = z
  .object({
    detail: z
      .object({
        code: z.string().describe("For programs. Never changes"),
        message: z.string().describe("What is wrong and what to do"),
        sentence: sentenceSchema.optional().describe("The same as `message`, where `code` does not say all of it"),
      })
      .describe("Why the request was refused"),
  })
  .meta({ id: "Error" });
export type ErrorJson = z.output<typeof errorSchema>;
