/**
 * Tells the same error at most once in a while: an error that keeps a process from its work comes again with every try.
 *
 * @param ms the while, in milliseconds
 */
export function onceIn(ms: number, onError: (error: unknown) => void): (error: unknown) => void {
  const toldAt = new Map<string, number>();
  return (error) => {
    const text = String(error);
    const now = performance.now();
    if (now - (toldAt.get(text) ?? -Infinity) < ms) return;
    toldAt.set(text, now);
    onError(error);
  };
}
