import type { LanguageTexts } from "../language-texts.ts";

export const playing: LanguageTexts["playing"] = {
  play: "Abspielen",
  close: "Player schließen",
  player: (name) => `Player für ${name}`,
  loading: "Player wird geladen…",
  openInPlayer: "Im eigenen Player öffnen",
  openInPlayerAbout: "Speichert eine Wiedergabeliste. Ein Player wie VLC oder mpv spielt damit den Film ab.",
  showInFolder: "Im Ordner zeigen",
  noContainer: (container) => `Dieser Browser spielt keine Dateien im Format ${container} ab.`,
  noPicture: (codec) => `Dieser Browser spielt kein Bild in ${codec} ab.`,
  noSound: (codec) => `Dieser Browser spielt keinen Ton in ${codec} ab.`,
  elsewhere: "Der eigene Player zeigt den ganzen Film mit Bild und Ton.",
  failed: "Dieser Browser kann den Film nicht abspielen",
  failedElsewhere: "Der Film lässt sich im eigenen Player öffnen.",
  brokeOff: "Der Film konnte nicht geladen werden",
  subtitlesInside: "Untertitel in der Datei zeigen Browser nicht an. Der eigene Player zeigt sie.",
  noSubtitles: "Die Untertitel konnten nicht geladen werden",
  again: "Erneut versuchen",
};
