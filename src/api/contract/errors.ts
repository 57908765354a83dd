import { z } from "zod";

export const errorSchema = z
  .object({ detail: z.object({ code: z.string(), message: z.string().describe("What is wrong and what to do") }) })
  .meta({ id: "Error" });
export type ErrorJson = z.output<typeof errorSchema>;
