/** What a list takes for the page after another one. */
export interface After {
  readonly cursor?: string;
}

/** All pages of a list, each read when the one before has been taken. @throws signal.reason */
export async function* pages<Page extends { readonly nextCursor: string | null }>(
  read: (after: After) => Promise<Page>,
  signal: AbortSignal,
): AsyncGenerator<Page, void> {
  let cursor: string | null = null;
  do {
    const page: Page = await read(cursor === null ? {} : { cursor });
    signal.throwIfAborted();
    yield page;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
