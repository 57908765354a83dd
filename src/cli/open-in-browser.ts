import open from "open";
import type { Printer } from "./printer.ts";

/** Opens an address in the browser, and says so if there is none: that is no reason to end. */
export async function openInBrowser(address: string, err: Printer): Promise<void> {
  if (!(await startBrowser(address))) err.say("No browser can be opened from here. Open the address above in yours.");
}

/** @returns whether a browser was started; nobody knows whether it shows anything */
async function startBrowser(address: string): Promise<boolean> {
  const { env, platform } = process;
  // Over a remote connection the browser would open on a screen that nobody looks at, or in the terminal.
  if (env["SSH_CONNECTION"] || env["SSH_TTY"]) return false;
  const hasScreen = env["DISPLAY"] || env["WAYLAND_DISPLAY"] || env["WSL_DISTRO_NAME"];
  if (platform === "linux" && !hasScreen) return false;
  try {
    (await open(address)).on("error", () => {});
    return true;
  } catch {
    return false;
  }
}
