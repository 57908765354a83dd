/** The directory that was to be scanned cannot be read. */
export class ScanRootUnreadable extends Error {
  override readonly name = "ScanRootUnreadable";
  readonly code = "SCAN_ROOT_UNREADABLE";
}
