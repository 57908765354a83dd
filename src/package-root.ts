/** The directory that has src/ and, built from it, dist/: what is not code stands beside them. */
export const packageRoot = new URL("..", import.meta.url);
