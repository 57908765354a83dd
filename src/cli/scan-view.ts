/** What is shown while a scan goes on. */
import type { JobJson } from "../api/contract.ts";
import { shownPath } from "./shown-path.ts";

/** Shows the states of one scan. */
export interface ScanView {
  show(job: JobJson): void;
  /** The person has asked for it to stop. */
  stopping(): void;
  /** A sentence that stays. */
  say(text: string): void;
  /** Takes the moving part away. */
  close(): void;
}

/** A moving bar where `stream` is a terminal, which takes a while to load; else only what stays. */
export async function createScanView(directory: string, stream: NodeJS.WriteStream): Promise<ScanView> {
  stream.write(`Scanning ${shownPath(directory)}\n`);
  if (!stream.isTTY) return plainView(stream);
  const { movingScanView } = await import("./moving-scan-view.ts");
  return movingScanView(stream);
}

/** Shows nothing at all. */
export const silentView: ScanView = { show: () => {}, stopping: () => {}, say: () => {}, close: () => {} };

export const stoppingText = "Stopping, keeping what was found…";

function plainView(stream: NodeJS.WriteStream): ScanView {
  return {
    show: () => {},
    stopping: () => void stream.write(`${stoppingText}\n`),
    say: (text) => void stream.write(`${text}\n`),
    close: () => {},
  };
}
