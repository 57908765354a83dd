import { z } from "zod";

export const errorSchema = z
  .object({
    detail: z
      .object({
        code: z.string().describe("For programs. Never changes"),
        message: z.string().describe("What is wrong and what to do"),
      })
      .describe("Why the request was refused"),
  })
  .meta({ id: "Error" });
export type ErrorJson = z.output<typeof errorSchema>;
