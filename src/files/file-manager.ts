/** Shows files in the file manager of the desktop on which this process runs. */
import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

/** How long a file manager may take to say that it has failed, in milliseconds. */
const failsWithinMs = 5_000;

interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Shows a file. Rejects if no file manager can be opened. @param path absolute */
export type ShowInFileManager = (path: string) => Promise<void>;

/** @returns null where there is no desktop, or nobody looks at it */
export function fileManagerOf({ platform, env }: Desktop): ShowInFileManager | null {
  // Over a remote connection the window would open on a screen that nobody looks at.
  if (env["SSH_CONNECTION"] || env["SSH_TTY"]) return null;
  const run = (program: string, args: readonly string[], isVerbatim = false) =>
    start(program, args, { env, isVerbatim });
  if (platform === "darwin") return (path) => run("open", ["-R", path]);
  // Its own syntax, in which no path can have a quotation mark. It ends with an error also when it has worked.
  if (platform === "win32") return (path) => run("explorer.exe", [`/select,"${path}"`], true).catch(() => {});
  if (platform !== "linux" || !(env["DISPLAY"] || env["WAYLAND_DISPLAY"])) return null;
  // Without the interface of the desktop, only the directory can be opened.
  return (path) => run("dbus-send", showItems(path)).catch(() => run("xdg-open", [dirname(path)]));
}

/** The call of the interface that file managers have: https://www.freedesktop.org/wiki/Specifications/file-manager-interface/ */
function showItems(path: string): string[] {
  // dbus-send takes commas as the ends of items.
  const uri = pathToFileURL(path).href.replaceAll(",", "%2C");
  return [
    "--session",
    "--print-reply",
    "--dest=org.freedesktop.FileManager1",
    "/org/freedesktop/FileManager1",
    "org.freedesktop.FileManager1.ShowItems",
    `array:string:${uri}`,
    "string:",
  ];
}

/** Resolves when the program has ended well, or goes on for long: some open a window and stay. No shell is in between. */
function start(
  program: string,
  args: readonly string[],
  { env, isVerbatim }: { readonly env: Desktop["env"]; readonly isVerbatim: boolean },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env,
      stdio: "ignore",
      detached: true,
      windowsVerbatimArguments: isVerbatim,
    });
    const timer = setTimeout(resolve, failsWithinMs).unref();
    child.unref();
    child.once("error", reject);
    child.once("exit", (code) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with the code ${code}.`));
    });
  });
}
