/** Films in the player of the page, and in others. */
export const playing = {
  play: "Play",
  close: "Close the player",
  player: (name: string) => `Player for ${name}`,
  loading: "Loading the player…",
  openInPlayer: "Open in your player",
  openInPlayerAbout: "Saves a playlist. Opened in a player such as VLC or mpv, it plays the film there.",
  showInFolder: "Show in folder",
  noContainer: (container: string) => `This browser does not play ${container} files.`,
  noPicture: (codec: string) => `This browser does not play ${codec} pictures.`,
  noSound: (codec: string) => `This browser does not play ${codec} sound.`,
  elsewhere: "Open the film in your player to see and hear all of it.",
  failed: "This browser cannot play the film",
  failedElsewhere: "Open the film in your player instead.",
  brokeOff: "The film could not be loaded",
  noSubtitles: "The subtitles could not be loaded",
  again: "Try again",
};
