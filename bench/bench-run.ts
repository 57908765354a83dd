/** The input of every row: the sizes, the workspace for files, and a function that reports progress. */
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

/** The results of a measurement. */
export interface Findings {
  readonly rows: readonly Row[];
  /** The method and further observations: paragraphs in Markdown. */
  readonly notes: readonly string[];
  readonly plots?: readonly NamedPlot[];
  /** On what it was measured, besides the machine. */
  readonly facts?: Machine["facts"];
}

export interface NamedPlot {
  /** The name of its file, without the extension. */
  readonly name: string;
  readonly plot: Plot;
}
