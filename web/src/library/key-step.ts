export interface Place {
  readonly index: number;
  readonly count: number;
  readonly columns: number;
  readonly rowsInView: number;
}

/** The place in a grid after a key; null for keys that the browser handles. */
export function keyStep(key: string, { index, count, columns, rowsInView }: Place): number | null {
  const last = count - 1;
  /** A place in the same column. The last row may be shorter. */
  const down = (rows: number) => (index + rows * columns <= last ? index + rows * columns : last);
  const up = (rows: number) => {
    const to = index - rows * columns;
    return to >= 0 ? to : index % columns;
  };
  switch (key) {
    case "ArrowRight":
      return columns === 1 ? null : Math.min(index + 1, last);
    case "ArrowLeft":
      return columns === 1 ? null : Math.max(index - 1, 0);
    case "ArrowDown":
      return down(1);
    case "ArrowUp":
      return up(1);
    case "PageDown":
      return down(rowsInView);
    case "PageUp":
      return up(rowsInView);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}
