/**
 * Makes one call for many items of a call for each: it gathers the items until the program has nothing else to do before
 * the next event. Between threads, a message and its answer cost several times as much as a small query.
 *
 * @param askForAll gets up to `most` items, and returns as many results in their order
 * @returns a call for one item; it rejects with the error of `askForAll`
 */
export function gathered<Item, Result>(
  askForAll: (items: readonly Item[]) => Promise<readonly Result[]>,
  most: number,
): (item: Item) => Promise<Result> {
  let items: Item[] = [];
  let answer: Promise<readonly Result[]> | null = null;
  return async (item) => {
    if (answer === null || items.length === most) {
      const own: Item[] = [];
      items = own;
      const { promise, resolve } = Promise.withResolvers<readonly Result[]>();
      answer = promise;
      process.nextTick(() => {
        if (items === own) answer = null;
        resolve(askForAll(own));
      });
    }
    const index = items.push(item) - 1;
    return (await answer)[index] as Result;
  };
}
