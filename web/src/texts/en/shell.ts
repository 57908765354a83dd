export const shell = {
  name: "Gleaner",
  skipToContent: "Skip to the content",
  navigation: "Pages",
  library: "Library",
  scans: "Scans",
  scanDirectory: "Scan a directory",
  colours: { label: "Colours", light: "Light", dark: "Dark", auto: "As the system" },
  running: {
    list: "Show the scans that are running",
    short: (count: number) => `${count} scans`,
    waiting: "Waiting",
    stopping: "Stopping…",
    open: (directory: string) => `Open the scan of ${directory}`,
  },
  connection: {
    lost: "The server does not answer. What you see may be out of date; Gleaner keeps trying.",
    failing: (problem: string) => `${problem} What you see may be out of date; Gleaner keeps trying.`,
  },
  notFound: { title: "There is no such page", text: "The address leads nowhere.", back: "To the library" },
  failed: {
    title: "This page has failed",
    again: "Load it again",
    unreachable: "The server does not answer, so this page could not be loaded. Scans that are running go on.",
    tryAgain: "Try again",
  },
  titles: {
    page: (page: string) => `${page} – Gleaner`,
    scanning: (percent: string, page: string) => `${percent} · ${page} – Gleaner`,
  },
  signIn: {
    title: "Sign in",
    text: "This server wants its token, the one that was set as GLEANER_TOKEN where it was started.",
    token: "Token",
    submit: "Sign in",
    wrong: "That is not the token of this server.",
  },
} as const;
