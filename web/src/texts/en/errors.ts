export const errors = {
  unreachable: "The server does not answer. Check that Gleaner is running and the network is there.",
  unexpectedAnswer: (status: number) => `The server answered with an error (HTTP ${status}). Its log says more.`,
  unexpected: "Something went wrong in this page. Load it again.",
} as const;
