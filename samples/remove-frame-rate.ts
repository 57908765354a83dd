/** The element DefaultDuration (RFC 9559, 5.1.4.1.13) and its size, as ffmpeg writes it: four bytes of nanoseconds. */
const defaultDuration = Buffer.from([0x23, 0xe3, 0x83, 0x84]);
/** A Void element as long as DefaultDuration. */
const padding = Buffer.from([0xec, 0x86, 0, 0, 0, 0, 0, 0]);

/**
 * Removes the duration of a frame from a WebM file. Browsers record such files; ffmpeg always writes the duration.
 *
 * @throws {Error} when no frame duration is found
 */
export function withoutFrameRate(bytes: Buffer): Buffer {
  const start = bytes.indexOf(defaultDuration);
  if (start === -1) throw new Error("The WebM file to edit has no DefaultDuration of four bytes.");
  const edited = Buffer.from(bytes);
  padding.copy(edited, start);
  return edited;
}
