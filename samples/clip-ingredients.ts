import { writeFileSync } from "node:fs";
import { join } from "node:path";

const texts = {
  "first.srt": "1\n00:00:00,100 --> 00:00:00,900\nFirst line\n\n2\n00:00:01,000 --> 00:00:01,800\nSecond line\n",
  "second.srt": "1\n00:00:00,200 --> 00:00:01,500\nAnother language\n",
  "chapters.txt":
    ";FFMETADATA1\n" +
    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=One\n" +
    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=2000\ntitle=Two\n",
};

/** Writes the small text files that recipes read beside generated pictures and tones. */
export function writeIngredients(directory: string): void {
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(directory, name), text);
}
