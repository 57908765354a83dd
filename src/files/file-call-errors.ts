/** The disk of a path did not answer in time, or does not answer other requests. The message ends a sentence. */
export class DiskSilent extends Error {
  override readonly name = "DiskSilent";
  readonly code = "DISK_SILENT";
  /** Whether the disk got this request. Otherwise it was not asked, as it does not answer earlier requests. */
  readonly wasAsked: boolean;

  constructor(message: string, { wasAsked }: { readonly wasAsked: boolean }) {
    super(message);
    this.wasAsked = wasAsked;
  }
}

/** A file call failed. The message ends a sentence. */
export class FileCallFailed extends Error {
  override readonly name = "FileCallFailed";
  /** A code of the system, such as `ENOENT`, or of this program. */
  readonly code: string | null;

  constructor(code: string | null, message: string) {
    super(message);
    this.code = code;
  }
}
