/**
 * Loaded before every test file: a warning of Node (a deprecated call, a leaked listener, an experiment) fails the run as
 * an uncaught exception. Test files that share a process share the listener.
 */
function failOnWarning(warning: Error): void {
  throw warning;
}

if (!process.listeners("warning").some(({ name }) => name === failOnWarning.name)) {
  process.on("warning", failOnWarning);
}
