import type { LanguageTexts } from "../language-texts.ts";

export const notifications: LanguageTexts["notifications"] = {
  title: "Mitteilungen dieses Browsers",
  label: "Melden, wenn ein Scan oder eine Prüfung geendet hat",
  hint: "Solange eine Seite von Gleaner in diesem Browser offen und nicht im Vordergrund ist.",
  states: {
    on: "",
    off: "",
    denied: "Dieser Browser lehnt Mitteilungen dieser Seite ab. Sie lassen sich in seinen Einstellungen erlauben.",
    insecure: "Browser zeigen Mitteilungen nur von Seiten über https und von diesem Rechner.",
    unsupported: "Dieser Browser hat keine Mitteilungen.",
  },
  ended: {
    scan: { completed: "Scan abgeschlossen", cancelled: "Scan abgebrochen", failed: "Scan fehlgeschlagen" },
    check: { completed: "Prüfung abgeschlossen", cancelled: "Prüfung abgebrochen", failed: "Prüfung fehlgeschlagen" },
  },
};
