import { Argument } from "commander";

/** An argument of which the shell completes some usual values, and which takes others, too. */
export class ArgumentWithValues extends Argument {
  readonly usualValues: readonly string[];

  constructor(name: string, description: string, usualValues: readonly string[]) {
    super(name, description);
    this.usualValues = usualValues;
  }
}
