import { type Command, Help, type Option } from "commander";

/** A description in fewer cells than these beside its term would have a line for each word. */
const leastBeside = 30;
/** How far a description below its term is indented. */
const indentBelow = 6;

const commonOptions = new Set(["--data", "--server", "--verbose", "--version", "--help"]);

function isCommon({ long }: Option): boolean {
  return commonOptions.has(long ?? "");
}

/**
 * The layout of `--help`: lines are broken between words in a terminal of every width. commander breaks none whose
 * descriptions have less than 40 cells.
 */
export const helpLayout = {
  minWidthToWrap: 10,
  // The options of a command come before those that every command has.
  visibleOptions(command: Command) {
    const all = new Help().visibleOptions(command);
    return [...all.filter((option) => !isCommon(option)), ...all.filter(isCommon)];
  },
  // Every flag is off by default.
  optionDescription: (option) => new Help().optionDescription(option).replace(" (default: false)", ""),
  styleUsage(this: Help, usage: string): string {
    return this.boxWrap(usage, (this.helpWidth ?? 80) - "Usage: ".length).replaceAll("\n", "\n  ");
  },
  formatItem(this: Help, term: string, termWidth: number, description: string, helper: Help): string {
    const width = this.helpWidth ?? 80;
    if (width - termWidth - 4 >= leastBeside) {
      return Help.prototype.formatItem.call(this, term, termWidth, description, helper);
    }
    const indented = (text: string, indent: number) =>
      helper
        .boxWrap(text, width - indent)
        .split("\n")
        .map((line) => " ".repeat(indent) + line)
        .join("\n");
    return `${indented(term, 2)}\n${indented(description, indentBelow)}`;
  },
} satisfies Partial<Help> & ThisType<Help>;
