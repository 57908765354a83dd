/**
 * Reads items of `source` ahead of its reader, and calls `begin` with each at once. So slow answers about later items are
 * on their way while the reader works on earlier ones.
 *
 * Items keep their order. When the reader stops, the source is ended, and nobody waits for its end.
 *
 * @param most stops reading ahead while the items ahead weigh so much or more
 * @param weigh default: each item weighs 1
 * @throws the errors of `source`, after all items before
 */
export async function* readAhead<Item, Begun>(
  source: AsyncIterable<Item>,
  most: number,
  begin: (item: Item) => Begun,
  weigh: (item: Item) => number = () => 1,
): AsyncGenerator<Begun, void, undefined> {
  const ready: { readonly begun: Begun; readonly weight: number }[] = [];
  let end: { readonly error: unknown } | "done" | null = null;
  const reader = { stopped: false };
  const weights = { ahead: 0 };
  let added = Promise.withResolvers<void>();
  let taken = Promise.withResolvers<void>();
  const fill = async (): Promise<void> => {
    try {
      for await (const item of source) {
        const weight = weigh(item);
        ready.push({ begun: begin(item), weight });
        weights.ahead += weight;
        added.resolve();
        while (weights.ahead >= most && !reader.stopped) {
          taken = Promise.withResolvers();
          await taken.promise;
        }
        if (reader.stopped) return;
      }
      end = "done";
    } catch (error) {
      end = { error };
    } finally {
      added.resolve();
    }
  };
  void fill();
  try {
    for (;;) {
      const next = ready.shift();
      if (next !== undefined) {
        weights.ahead -= next.weight;
        taken.resolve();
        yield next.begun;
      } else if (end === null) {
        added = Promise.withResolvers();
        await added.promise;
      } else if (end === "done") {
        return;
      } else {
        throw (end as { readonly error: unknown }).error;
      }
    }
  } finally {
    reader.stopped = true;
    taken.resolve();
  }
}
