import { Option } from "commander";

/** An option of which the shell completes some usual values, and which takes others, too. */
export class OptionWithValues extends Option {
  readonly usualValues: readonly string[];

  constructor(flags: string, description: string, usualValues: readonly string[]) {
    super(flags, description);
    this.usualValues = usualValues;
  }
}
