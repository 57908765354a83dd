import type { LanguageTexts } from "../language-texts.ts";
import { countText } from "../quantities.ts";
import { files, videos } from "./counted.ts";
import { jobs } from "./jobs.ts";

export const shell: LanguageTexts["shell"] = {
  name: "Gleaner",
  skipToContent: "Zum Inhalt springen",
  navigation: "Seiten",
  library: "Bibliothek",
  directories: "Verzeichnisse",
  scans: "Scans",
  views: {
    label: "Ansichten der Bibliothek",
    videos: "Videos",
    folders: "Ordner",
    duplicates: "Duplikate",
    statistics: "Statistik",
  },
  scanDirectory: "Neuer Scan",
  scanShort: "Scan",
  menu: {
    open: "Menü",
    theme: "Darstellung",
    themes: { light: "Hell", dark: "Dunkel", auto: "System" },
    language: "Sprache",
    browserLanguage: "Wie der Browser",
    settings: "Einstellungen",
    shortcuts: "Tastaturkürzel",
    signOut: "Abmelden",
  },
  shortcuts: {
    title: "Tastaturkürzel",
    close: "Tastaturkürzel schließen",
    list: [
      { keys: ["/"], does: "Bibliothek durchsuchen" },
      { keys: ["↑", "↓", "←", "→"], does: "In der Bibliothek von Video zu Video gehen" },
      { keys: ["Pos1", "Ende"], does: "Zum ersten oder letzten Video gehen" },
      { keys: ["Bild ↑", "Bild ↓"], does: "Einen Bildschirm nach oben oder unten gehen" },
      { keys: ["Eingabe"], does: "Details eines Videos öffnen" },
      { keys: ["Leertaste"], does: "Ein Video auswählen oder die Auswahl aufheben" },
      { keys: ["Umschalt + ↑", "Umschalt + ↓"], does: "Mehrere Videos auswählen" },
      { keys: ["Strg + A", "⌘ A"], does: "Alle passenden Videos auswählen" },
      { keys: ["←", "→"], does: "In den Details das vorige oder nächste Video zeigen" },
      { keys: ["Esc"], does: "Dialog oder Leiste schließen oder die Auswahl aufheben. Scans gehen weiter." },
      { keys: ["?"], does: "Diese Liste zeigen" },
    ],
  },
  running: {
    list: "Aktive Scans zeigen",
    short: (kinds) => {
      const [one, ...others] = new Set(kinds);
      return one === undefined || others.length > 0 ? `${countText(kinds.length)} aktiv` : jobs.counted(kinds);
    },
    handled: (kind, count) => (kind === "scan" ? files(count) : videos(count)),
    waiting: "Wartet",
    paused: "Pausiert",
    cancelling: "Wird abgebrochen…",
  },
  connection: {
    lost: "Der Server antwortet nicht. Diese Seite ist vielleicht nicht aktuell. Gleaner versucht es weiter.",
    failing: (problem) => `${problem} Diese Seite ist vielleicht nicht aktuell. Gleaner versucht es weiter.`,
  },
  notFound: { title: "Seite nicht gefunden", text: "Unter dieser Adresse gibt es nichts.", back: "Zur Bibliothek" },
  failed: {
    title: "Diese Seite ist fehlgeschlagen",
    again: "Neu laden",
    unreachable:
      "Der Server antwortet nicht, deshalb konnte diese Seite nicht geladen werden. Laufende Scans gehen weiter, spätestens wenn der Server zurück ist.",
    tryAgain: "Erneut versuchen",
  },
  titles: {
    page: (page) => `${page} – Gleaner`,
    scanning: (percent, page) => `${percent} · ${page} – Gleaner`,
  },
  signIn: {
    title: "Anmelden",
    text: "Dieser Server ist geschützt. Sein Token (GLEANER_TOKEN) eingeben.",
    token: "Token",
    submit: "Anmelden",
    showToken: "Token zeigen",
    hideToken: "Token verbergen",
    missing: "Das Token eingeben.",
    wrong: "Das ist nicht das Token dieses Servers.",
  },
};
