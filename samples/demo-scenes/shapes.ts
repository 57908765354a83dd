/** Polygons, ellipses and lines with smooth edges. Lengths are in heights of the picture. */
import { blend, type Canvas, type Fill, type Point, paint } from "./canvas.ts";
import { clamp } from "./random.ts";

/** A polygon that does not cross itself. */
export function polygon(canvas: Canvas, points: readonly Point[], fill: Fill, alpha = 1): void {
  const { width, height } = canvas;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const [x, y] of points) {
    left = Math.min(left, x * height);
    right = Math.max(right, x * height);
    top = Math.min(top, y * height);
    bottom = Math.max(bottom, y * height);
  }
  const firstColumn = Math.max(0, Math.floor(left));
  const lastColumn = Math.min(width, Math.ceil(right) + 1);
  const firstRow = Math.max(0, Math.floor(top));
  const lastRow = Math.min(height, Math.ceil(bottom));
  if (firstColumn >= lastColumn) return;
  const colourAt = typeof fill === "function" ? fill : () => fill;
  const covered = new Float32Array(lastColumn - firstColumn);
  const slices = 5;
  for (let row = firstRow; row < lastRow; row += 1) {
    covered.fill(0);
    for (let slice = 0; slice < slices; slice += 1) {
      const crossings = crossingsAt(points, (row + (slice + 0.5) / slices) / height);
      for (let index = 0; index + 1 < crossings.length; index += 2) {
        const from = (crossings[index] ?? 0) * height;
        const to = (crossings[index + 1] ?? 0) * height;
        const end = Math.min(lastColumn, Math.ceil(to));
        for (let column = Math.max(firstColumn, Math.floor(from)); column < end; column += 1) {
          const share = Math.min(to, column + 1) - Math.max(from, column);
          covered[column - firstColumn] = (covered[column - firstColumn] ?? 0) + share / slices;
        }
      }
    }
    for (let column = firstColumn; column < lastColumn; column += 1) {
      const share = covered[column - firstColumn] ?? 0;
      if (share > 0) blend(canvas, column, row, colourAt((column + 0.5) / height, (row + 0.5) / height), share * alpha);
    }
  }
}

function crossingsAt(points: readonly Point[], y: number): number[] {
  const found: number[] = [];
  let [lastX, lastY] = points.at(-1) ?? [0, 0];
  for (const [x, thisY] of points) {
    if (lastY <= y !== thisY <= y) found.push(lastX + ((y - lastY) / (thisY - lastY)) * (x - lastX));
    [lastX, lastY] = [x, thisY];
  }
  return found.toSorted((a, b) => a - b);
}

export function rectangle(
  canvas: Canvas,
  [left, top, right, bottom]: readonly [number, number, number, number],
  fill: Fill,
  alpha = 1,
): void {
  const { height } = canvas;
  paint(canvas, [left, top, right, bottom], fill, (x, y) => {
    const across = clamp((x - left) * height + 0.5) * clamp((right - x) * height + 0.5);
    return across * clamp((y - top) * height + 0.5) * clamp((bottom - y) * height + 0.5) * alpha;
  });
}

export interface EllipseOptions {
  readonly alpha?: number;
  /** How wide the edge is, in heights of the picture; at least a pixel. */
  readonly blur?: number;
}

export function ellipse(
  canvas: Canvas,
  [x, y]: Point,
  [acrossWanted, downWanted]: readonly [number, number],
  fill: Fill,
  { alpha = 1, blur = 0 }: EllipseOptions = {},
): void {
  // What is thinner than a pixel is drawn a pixel thick and paler.
  const least = 0.6 / canvas.height;
  const across = Math.max(acrossWanted, least);
  const down = Math.max(downWanted, least);
  const seen = alpha * Math.min(1, acrossWanted / least) * Math.min(1, downWanted / least);
  const edge = Math.max(blur, 1 / canvas.height);
  const box = [x - across - edge, y - down - edge, x + across + edge, y + down + edge] as const;
  paint(canvas, box, fill, (px, py) => {
    const dx = (px - x) / across;
    const dy = (py - y) / down;
    const steepness = 2 * Math.hypot(dx / across, dy / down);
    const distance = steepness === 0 ? -1 : (dx * dx + dy * dy - 1) / steepness;
    return clamp(0.5 - distance / edge) * seen;
  });
}

export function disc(canvas: Canvas, centre: Point, radius: number, fill: Fill, options: EllipseOptions = {}): void {
  ellipse(canvas, centre, [radius, radius], fill, options);
}

/** A line with round ends. */
export function line(
  canvas: Canvas,
  [fromX, fromY]: Point,
  [toX, toY]: Point,
  thickness: number,
  fill: Fill,
  alpha = 1,
): void {
  const least = 1 / canvas.height;
  const radius = Math.max(thickness, least) / 2;
  const seen = alpha * Math.min(1, thickness / least);
  const margin = radius + least;
  const box = [
    Math.min(fromX, toX) - margin,
    Math.min(fromY, toY) - margin,
    Math.max(fromX, toX) + margin,
    Math.max(fromY, toY) + margin,
  ] as const;
  const [dx, dy] = [toX - fromX, toY - fromY];
  const squared = dx * dx + dy * dy || 1;
  paint(canvas, box, fill, (x, y) => {
    const along = clamp(((x - fromX) * dx + (y - fromY) * dy) / squared);
    const distance = Math.hypot(x - fromX - along * dx, y - fromY - along * dy);
    return clamp(0.5 - (distance - radius) * canvas.height) * seen;
  });
}
