/** The arguments of a command are wrong in a way that only the command itself sees. The exit code is 2. */
export class WrongUsage extends Error {
  override readonly name = "WrongUsage";
  readonly code = "WRONG_USAGE";
}
