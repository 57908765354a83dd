/**
 * Loaded before every test file: a warning of Node (a deprecated call, a leaked listener, an experiment) fails the
 * run, as an uncaught exception of the test that it came from.
 */
process.on("warning", (warning) => {
  throw warning;
});
