/** The page as a reader sees it who has chosen German. Its modules choose their language when they are loaded. */
import { storageKey } from "../../web/src/base-path.ts";

localStorage.setItem(storageKey("language"), "de");
const { loadTexts } = await import("../../web/src/texts/texts.ts");
await loadTexts();
