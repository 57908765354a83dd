/**
 * What the server says, in German. Each sentence stands alone, also behind a path and a colon. Where it is about a file or a
 * directory, it says so: "Die Datei ist leer."
 */
import type { ServerTexts } from "../../server-texts.ts";
import { visibleText } from "../../visible-text.tsx";
import { codes } from "./codes.ts";
import { germanOfCalls } from "./german-of-calls.ts";
import { germanOfFiles } from "./german-of-files.ts";
import { germanOfJobs } from "./german-of-jobs.ts";
import { germanOfPaths } from "./german-of-paths.ts";

export const serverInGerman: ServerTexts = {
  codes,
  sentences: { ...germanOfCalls, ...germanOfFiles, ...germanOfJobs, ...germanOfPaths },
  quoted: (text) => `Im Wortlaut (englisch): „${visibleText(text)}“`,
};
