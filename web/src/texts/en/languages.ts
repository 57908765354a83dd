import { namesOfLanguagesIn } from "../language-names.ts";
import { visibleText } from "../visible-text.tsx";

export const { languageName, languageWord } = namesOfLanguagesIn(
  "en",
  (code) => `Unknown language (${visibleText(code)})`,
);
