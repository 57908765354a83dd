/** What every row is handed: the sizes, where to make files, and a way to say what it is doing. */
import type { Machine } from "./machine.ts";
import type { Plot } from "./plot.ts";
import type { Row } from "./row.ts";
import type { Settings } from "./settings.ts";
import type { Workspace } from "./workspace.ts";

export interface BenchRun {
  readonly settings: Settings;
  readonly machine: Machine;
  readonly workspace: Workspace;
  readonly say: (text: string) => void;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What a measurement comes to. */
export interface Findings {
  readonly rows: readonly Row[];
  /** How it was measured, and what else was seen: Markdown, a paragraph each. */
  readonly notes: readonly string[];
  readonly plots?: readonly NamedPlot[];
}

export interface NamedPlot {
  /** Of its file, without the extension. */
  readonly name: string;
  readonly plot: Plot;
}
