import open from "open";
import type { CommandContext } from "./command-context.ts";

/** Opens an address in the browser where there is one, and says so where there is none: that is no reason to end. */
export async function openInBrowser(address: string, stderr: CommandContext["stderr"]): Promise<void> {
  if (!(await startBrowser(address))) {
    stderr.write("No browser could be opened from here: open the address above in yours.\n");
  }
}

/** @returns whether a browser was started; it cannot be known whether it shows anything */
async function startBrowser(address: string): Promise<boolean> {
  const { env, platform } = process;
  // Over a remote connection it would open on a screen that nobody looks at, or in the terminal.
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
