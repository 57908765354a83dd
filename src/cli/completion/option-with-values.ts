import { Option } from "commander";

/** An option of which the shell completes some usual values, and which takes others, too. */
export class OptionWithValues extends Option {
  /** `saved filters`: their names in the library. */
  readonly usualValues: readonly string[] | "saved filters";

  constructor(flags: string, description: string, usualValues: readonly string[] | "saved filters") {
    super(flags, description);
    this.usualValues = usualValues;
  }
}
