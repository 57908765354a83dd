import { SaidError } from "../../sentences/said-error.ts";

/** The directory that was to be scanned cannot be read. */
export class ScanRootUnreadable extends SaidError {
  override readonly name = "ScanRootUnreadable";
  readonly code = "SCAN_ROOT_UNREADABLE";
}
