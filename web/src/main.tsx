import "@mantine/core/styles.css";
import "./page.css";
import { pageLanguage } from "./texts/language.ts";
import { loadTexts } from "./texts/texts.ts";

void start();

async function start(): Promise<void> {
  document.documentElement.lang = pageLanguage;
  await loadTexts();
  // The modules of the page read their texts when they are loaded.
  const { drawPage } = await import("./draw-page.tsx");
  drawPage();
}
