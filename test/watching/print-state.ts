/** Watches a directory, and prints the state as soon as it is known. */
import { videoExtensions } from "../../src/scanning/walk/walk-rules.ts";
import { RootWatch } from "../../src/watching/root-watch.ts";
import { usualWatchTimes } from "../../src/watching/watch-messages.ts";

const watch = new RootWatch({
  root: process.argv[2] ?? "",
  recursive: true,
  includeHidden: false,
  followLinks: false,
  exclude: [],
  extensions: videoExtensions,
  times: usualWatchTimes,
  onChanged: () => {},
  onError: (error) => {
    throw error;
  },
});
const timer = setInterval(() => {
  if (watch.state.state === "starting") return;
  process.stdout.write(`${JSON.stringify(watch.state)}\n`);
  clearInterval(timer);
  watch.close();
}, 20);
