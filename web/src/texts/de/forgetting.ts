import type { VideoFilterJson } from "../../../../src/api/contract/video-filters.ts";
import type { LanguageTexts } from "../language-texts.ts";
import { countText } from "../quantities.ts";
import { chosen, conditions } from "./chosen.ts";
import { counted, videos } from "./counted.ts";
import { jobLabels } from "./job-labels.ts";

const name = (filter: VideoFilterJson) => `Bereinigung: ${chosen(filter)}`;
const done = (forgotten: number, all: number) => `${countText(forgotten)} von ${videos(all)}`;
const kept = "Die anderen sind noch in der Bibliothek.";

export const forgetting: LanguageTexts["forgetting"] = {
  subject: name,
  ...jobLabels(name),
  done,
  removed: (count) => `${countText(count)} entfernt`,
  counts: "Ergebnisse",
  column: "Entfernt",
  facts: "Über diese Bereinigung",
  current: "In Arbeit",
  summary: {
    cancelling: "Bereits entfernte Videos bleiben entfernt.",
    paused: (forgotten, all) =>
      `Pausiert nach ${done(forgotten, all)}. Die Bereinigung geht weiter, wenn sie an der Reihe ist.`,
    completed: (forgotten) =>
      forgotten === 0
        ? "Es gab nichts zu entfernen."
        : `${videos(forgotten)} ${forgotten === 1 ? "wurde" : "wurden"} aus der Bibliothek entfernt. Dateien blieben unberührt.`,
    cancelled: (forgotten, all) =>
      `Abgebrochen, nachdem ${done(forgotten, all)} aus der Bibliothek entfernt waren. ${kept}`,
    cancelledUnbegun: "Vor dem Beginn abgebrochen. Nichts wurde entfernt.",
    failed: (forgotten, all) => `Fehlgeschlagen, nachdem ${done(forgotten, all)} entfernt waren. ${kept}`,
  },

  all: {
    button: (filter) =>
      conditions(filter).every((part) => part === "") ? "Alle fehlenden entfernen" : "Diese fehlenden Videos entfernen",
    counting: "Fehlende Videos werden gezählt…",
    title: (count) => `${counted(count, "fehlendes Video", "fehlende Videos")} aus der Bibliothek entfernen?`,
    matching: (filter) =>
      conditions(filter).every((part) => part === "")
        ? "Entfernt werden alle fehlenden Videos."
        : `Entfernt werden: ${chosen(filter)}.`,
    text: "Dateien bleiben unberührt. Das lässt sich hier nicht rückgängig machen. Ein Scan nimmt aber jedes Video wieder auf, dessen Datei da ist, etwa wenn der Datenträger zurück ist.",
    none: "Es gibt keine fehlenden Videos mehr.",
    confirm: (count) => `${videos(count)} entfernen`,
    keep: "Behalten",
    close: "Schließen",
    again: "Erneut versuchen",
    removed: (count) => `${videos(count)} ${count === 1 ? "wurde" : "wurden"} aus der Bibliothek entfernt.`,
    inBackground: "Dieser Dialog kann geschlossen werden. Die Bereinigung geht weiter und steht unter Scans.",
    notKnown: "Dieser Server kennt die Bereinigung nicht mehr. Was entfernt wurde, bleibt entfernt.",
  },
};
