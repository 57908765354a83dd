/** What the server says in English, as data. */
import { z } from "zod";

export const sentenceSchema = z
  .object({
    id: z.string().describe("Which sentence, such as `took_too_long`. Never changes. Later versions may have others"),
    values: z
      .record(z.string(), z.unknown())
      .describe("What it names: texts, numbers, lists of texts, and further sentences, such as a reason"),
  })
  .describe("A text of this object, for programs that say it in another language")
  .meta({ id: "Sentence" });
export type SentenceJson = z.output<typeof sentenceSchema>;
