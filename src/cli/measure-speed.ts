/** The speed is measured over so many milliseconds. */
const measuredMs = 20_000;

/** How much is done in a second, such as seconds of film or bytes. */
export function measureSpeed() {
  let samples: { readonly done: number; readonly at: number }[] = [];
  return {
    /** @returns null until it is known */
    add(done: number, at: number): number | null {
      samples = [...samples.filter((sample) => at - sample.at < measuredMs), { done, at }];
      const [oldest] = samples;
      const ms = oldest === undefined ? 0 : at - oldest.at;
      return ms < 1_000 || oldest === undefined ? null : ((done - oldest.done) / ms) * 1_000;
    },
  };
}
