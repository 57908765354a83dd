export const shell = {
  name: "Gleaner",
  skipToContent: "Skip to the content",
  navigation: "Pages",
  library: "Library",
  scans: "Scans",
  scanDirectory: "Scan a directory",
  theme: { label: "Theme", light: "Light", dark: "Dark", auto: "System" },
  running: {
    list: "Show the active scans",
    short: (count: number) => `${count} scans`,
    waiting: "Waiting",
    paused: "Paused",
    cancelling: "Cancelling…",
    open: (directory: string) => `Open the scan of ${directory}`,
  },
  connection: {
    lost: "The server does not answer. This page may be out of date. Gleaner keeps trying.",
    failing: (problem: string) => `${problem} This page may be out of date. Gleaner keeps trying.`,
  },
  notFound: { title: "Page not found", text: "There is nothing at this address.", back: "Go to the library" },
  failed: {
    title: "This page failed",
    again: "Reload",
    unreachable: "The server does not answer, so this page could not be loaded. Running scans continue.",
    tryAgain: "Try again",
  },
  titles: {
    page: (page: string) => `${page} – Gleaner`,
    scanning: (percent: string, page: string) => `${percent} · ${page} – Gleaner`,
  },
  signIn: {
    title: "Sign in",
    text: "This server is protected. Enter the token it was started with (GLEANER_TOKEN).",
    token: "Token",
    submit: "Sign in",
    wrong: "This is not the token of this server.",
  },
} as const;
