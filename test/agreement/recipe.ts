/** A file of the corpus: its name, and the arguments of ffmpeg that make it. Files made before are named `@NAME`. */
export interface Recipe {
  readonly name: string;
  readonly args: readonly string[];
  /** Changes the file afterwards. */
  readonly edit?: (file: Buffer) => Buffer;
}

export interface PictureOptions {
  readonly size?: string;
  readonly rate?: string;
  readonly seconds?: number;
}

/** The arguments for a test picture as input. */
export function picture({ size = "176x144", rate = "25", seconds = 1 }: PictureOptions = {}): readonly string[] {
  return ["-f", "lavfi", "-i", `testsrc2=s=${size}:r=${rate}:d=${seconds}`];
}

/** The arguments for a tone as input. */
export function tone(options: { readonly rate?: number; readonly layout?: string; readonly seconds?: number } = {}) {
  const { rate = 48_000, layout = "stereo", seconds = 1 } = options;
  return ["-f", "lavfi", "-i", `sine=f=330:r=${rate}:d=${seconds},aformat=channel_layouts=${layout}`];
}

/** The same streams in other containers, without encoding them again. */
export function remuxed(source: string, extensions: readonly string[], args: readonly string[] = []): Recipe[] {
  const stem = source.replace(/\.[^.]+$/, "");
  return extensions.map((extension) => ({
    name: `${stem}.${extension}`,
    args: ["-i", `@${source}`, "-map", "0", "-c", "copy", ...args],
  }));
}
