/**
 * The names that ffprobe has for the numbers of ITU-T H.273, which files and libav have for colours. A number that has no
 * name here is one that ffprobe calls unknown.
 *
 * @see https://github.com/FFmpeg/FFmpeg/blob/master/libavutil/pixdesc.c
 */

const primaries =
  "reserved bt709 unknown reserved bt470m bt470bg smpte170m smpte240m film bt2020 smpte428 smpte431 smpte432".split(
    " ",
  );

const transfers = (
  "reserved bt709 unknown reserved bt470m bt470bg smpte170m smpte240m linear log100 log316 iec61966-2-4 bt1361e " +
  "iec61966-2-1 bt2020-10 bt2020-12 smpte2084 smpte428 arib-std-b67"
).split(" ");

const spaces = (
  "gbr bt709 unknown reserved fcc bt470bg smpte170m smpte240m ycgco bt2020nc bt2020c smpte2085 chroma-derived-nc " +
  "chroma-derived-c ictcp ipt-c2 ycgco-re ycgco-ro"
).split(" ");

/** The number of EBU Tech. 3213-E stands apart. */
export function primariesName(number: number): string | null {
  return number === 22 ? "ebu3213" : known(primaries[number]);
}

export function transferName(number: number): string | null {
  return known(transfers[number]);
}

export function spaceName(number: number): string | null {
  return known(spaces[number]);
}

/** libav's own numbers. */
export function rangeName(number: number): string | null {
  return ["tv", "pc"][number - 1] ?? null;
}

/** libav's own numbers: progressive, or which field comes first in the stream and on the screen. */
export function fieldOrderName(number: number): string | null {
  return ["progressive", "tt", "bb", "tb", "bt"][number - 1] ?? null;
}

function known(name: string | undefined): string | null {
  return name === undefined || name === "unknown" ? null : name;
}
