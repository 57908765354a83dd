/** Paths as a large library of series has them, in any number. */

/** Episodes of a season, each in the same directory. */
export const perDirectory = 24;
const seasons = 6;

const firsts = ["River", "Winter", "Harbour", "Garden", "Station", "Island", "Mountain", "Orchestra"];
const seconds = ["Nights", "Letters", "Stories", "Voices", "Journeys", "Chronicles", "Summers", "Detectives"];
const titles = ["The Long Way Home", "A Visitor at Midnight", "What the Neighbours Saw", "Nobody Told the Captain"];

/** @returns the paths from this index on, of which each directory has `perDirectory` */
export function seriesPaths(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => pathOf(from + index));
}

function pathOf(index: number): string {
  const directory = Math.floor(index / perDirectory);
  const series = Math.floor(directory / seasons);
  const name = `The ${pick(firsts, series)} ${pick(seconds, Math.floor(series / firsts.length))} ${series} (2019)`;
  const season = digits((directory % seasons) + 1);
  const episode = digits((index % perDirectory) + 1);
  const file = `${name} - S${season}E${episode} - ${pick(titles, index)} [WEBDL-1080p][AAC 2.0][x265].mkv`;
  return `/mnt/volume1/media/series/${name}/Season ${season}/${file}`;
}

function pick(words: readonly string[], index: number): string {
  return words[index % words.length] ?? "";
}

function digits(number: number): string {
  return String(number).padStart(2, "0");
}
