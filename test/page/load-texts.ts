/** The texts of the page, which its modules read when they are loaded. */
import { loadTexts } from "../../web/src/texts/texts.ts";

await loadTexts("en");
