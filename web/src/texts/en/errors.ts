export const errors = {
  unreachable: "The server does not answer. Check that Gleaner is running and that you are connected.",
  unexpectedAnswer: (status: number) =>
    `The server reported an error (HTTP ${status}). The log of the server has the details.`,
  unexpected: "Something went wrong on this page. Reload it.",
} as const;
