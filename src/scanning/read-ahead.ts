/**
 * Takes items from `source` before they are asked for, `most` of them at most, and begins something with each: so that
 * the answers that it takes are on their way while earlier items are still at work.
 *
 * Items come in their order. When the reader stops, so does the source, which is not waited for.
 *
 * @throws what `source` throws, after the items before
 */
export async function* readAhead<Item, Begun>(
  source: AsyncIterable<Item>,
  most: number,
  begin: (item: Item) => Begun,
): AsyncGenerator<Begun, void, undefined> {
  const ready: Begun[] = [];
  let end: { readonly error: unknown } | "done" | null = null;
  const reader = { stopped: false };
  let added = Promise.withResolvers<void>();
  let taken = Promise.withResolvers<void>();
  const fill = async (): Promise<void> => {
    try {
      for await (const item of source) {
        ready.push(begin(item));
        added.resolve();
        while (ready.length >= most && !reader.stopped) {
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
        taken.resolve();
        yield next;
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
