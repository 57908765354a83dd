/**
 * Draws lines over sizes as a self-contained SVG. The picture has its own background and follows the theme of its
 * reader. Every line has its own colour, mark and dash, so that nobody depends on colours.
 *
 * The axis of sizes is logarithmic, because sizes span powers of ten. So is the axis of times. The axis of memory begins
 * at zero.
 */

export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
  /** Dashed: computed from a measured rate, not measured at these sizes. */
  readonly computed?: boolean;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Plot {
  readonly title: string;
  /** The label, with the unit. */
  readonly xAxis: string;
  readonly yAxis: string;
  readonly yScale: "logarithmic" | "from zero";
  readonly lines: readonly Line[];
}

const width = 820;
const legendLine = 22;
const area = { left: 76, right: width - 44, height: 340 };

/** The colours of the lines, in their order, on light and dark. */
const colours = [
  ["#1f6fd0", "#5aa2f5"],
  ["#c2410c", "#f08a4b"],
  ["#0f8a62", "#3cc795"],
  ["#7a3fc0", "#b48cf2"],
  ["#6b6b6b", "#b0b0b0"],
] as const;

/** @throws RangeError without a point, with more lines than there are colours, or with a value that an axis cannot show */
export function drawPlot(plot: Plot): string {
  const lines = plot.lines.filter(({ points }) => points.length > 0);
  if (lines.length === 0) throw new RangeError(`There is nothing to draw in "${plot.title}"`);
  if (lines.length > colours.length) throw new RangeError(`"${plot.title}" has more than ${colours.length} lines`);
  const points = lines.flatMap((line) => line.points);
  const top = 52 + Math.ceil(lines.length / 2) * legendLine;
  const bottom = top + area.height;
  const x = logarithmicAxis(
    points.map((point) => point.x),
    { from: area.left, to: area.right },
  );
  const y =
    plot.yScale === "logarithmic"
      ? logarithmicAxis(
          points.map((point) => point.y),
          { from: bottom, to: top },
        )
      : axisFromZero(
          points.map((point) => point.y),
          { from: bottom, to: top },
        );
  const height = bottom + 56;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(plot.title)}">`,
    style(),
    `<rect class="ground" width="${width}" height="${height}" rx="8"/>`,
    `<text class="title" x="24" y="32">${escapeXml(plot.title)}</text>`,
    ...lines.map((line, index) => legendEntry(line, index)),
    ...x.ticks.map(
      (tick) =>
        `<path class="grid" d="M${round(x.at(tick))} ${top}V${bottom}"/><text class="tick" text-anchor="middle" x="${round(x.at(tick))}" y="${bottom + 20}">${tickText(tick)}</text>`,
    ),
    ...y.ticks.map(
      (tick) =>
        `<path class="grid" d="M${area.left} ${round(y.at(tick))}H${area.right}"/><text class="tick" text-anchor="end" x="${area.left - 8}" y="${round(y.at(tick) + 4)}">${tickText(tick)}</text>`,
    ),
    `<path class="axis" d="M${area.left} ${top}V${bottom}H${area.right}"/>`,
    `<text class="name" text-anchor="middle" x="${(area.left + area.right) / 2}" y="${bottom + 43}">${escapeXml(plot.xAxis)}</text>`,
    `<text class="name" text-anchor="middle" transform="translate(20 ${(top + bottom) / 2}) rotate(-90)">${escapeXml(plot.yAxis)}</text>`,
    ...lines.map((line, index) => drawLine(line, index, (point) => ({ x: x.at(point.x), y: y.at(point.y) }))),
    "</svg>",
  ].join("\n")}\n`;
}

interface Axis {
  readonly ticks: readonly number[];
  /** The coordinate of a value on the picture. */
  at(value: number): number;
}

interface Extent {
  readonly from: number;
  readonly to: number;
}

/** From the power of ten below all values to the one above. */
function logarithmicAxis(values: readonly number[], { from, to }: Extent): Axis {
  if (!values.every((value) => value > 0 && Number.isFinite(value))) {
    throw new RangeError("A logarithmic axis shows only what is more than zero");
  }
  const least = Math.floor(Math.log10(Math.min(...values)));
  const most = Math.max(least + 1, Math.ceil(Math.log10(Math.max(...values))));
  const ticks = Array.from({ length: most - least + 1 }, (_, index) => 10 ** (least + index));
  return { ticks, at: (value) => from + ((Math.log10(value) - least) / (most - least)) * (to - from) };
}

/** From zero to a round number above all values, in four to eight steps. */
function axisFromZero(values: readonly number[], { from, to }: Extent): Axis {
  if (!values.every((value) => value >= 0 && Number.isFinite(value))) {
    throw new RangeError("An axis from zero shows nothing below zero");
  }
  const greatest = Math.max(...values, Number.MIN_VALUE);
  const power = 10 ** Math.floor(Math.log10(greatest / 4));
  const step = power * ([1, 2, 5].find((factor) => greatest / (power * factor) <= 8) ?? 10);
  const steps = Math.ceil(greatest / step);
  const ticks = Array.from({ length: steps + 1 }, (_, index) => index * step);
  return { ticks, at: (value) => from + (value / (steps * step)) * (to - from) };
}

function legendEntry(line: Line, index: number): string {
  const x = area.left + (index % 2) * ((area.right - area.left) / 2);
  const y = 56 + Math.floor(index / 2) * legendLine;
  return [
    `<path class="line line-${index}${line.computed === true ? " computed" : ""}" d="M${x} ${y}h34"/>`,
    line.computed === true ? "" : drawMark(index, { x: x + 17, y }),
    `<text class="legend" x="${x + 42}" y="${y + 4}">${escapeXml(line.name)}</text>`,
  ].join("");
}

function drawLine(line: Line, index: number, place: (point: Point) => Point): string {
  const places = line.points.toSorted((one, other) => one.x - other.x).map(place);
  const path = places.map(({ x, y }, nth) => `${nth === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
  const marks = line.computed === true ? [] : places.map((point) => drawMark(index, point));
  return [`<path class="line line-${index}${line.computed === true ? " computed" : ""}" d="${path}"/>`, ...marks].join(
    "",
  );
}

/** A circle, a square, a rhombus, a triangle, or a triangle upside down. */
function drawMark(index: number, { x, y }: Point): string {
  const shapes = [
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z",
    "M-4.5-4.5h9v9h-9Z",
    "M0-6L6 0L0 6L-6 0Z",
    "M0-5.5L5.5 4.5h-11Z",
    "M0 5.5L5.5-4.5h-11Z",
  ];
  return `<path class="mark mark-${index}" transform="translate(${round(x)} ${round(y)})" d="${shapes[index]}"/>`;
}

function style(): string {
  return `<style>
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:#1c1c1c;font-size:13px}
.title{font-size:16px;font-weight:600}.tick{fill:#555;font-size:12px}
.ground{fill:#fff}.grid{stroke:#e4e4e4;fill:none}.axis{stroke:#888;fill:none}
.line{fill:none;stroke-width:2.25;stroke-linejoin:round}.computed{stroke-dasharray:7 5;stroke-width:1.75}.mark{stroke:#fff;stroke-width:1.5}
${inks(0)}
@media (prefers-color-scheme:dark){text{fill:#ececec}.tick{fill:#b5b5b5}.ground{fill:#16181c}.grid{stroke:#2e3238}.axis{stroke:#7d838c}.mark{stroke:#16181c}
${inks(1)}}
</style>`;
}

function inks(theme: 0 | 1): string {
  return colours
    .map((pair, index) => `.line-${index}{stroke:${pair[theme]}}.mark-${index}{fill:${pair[theme]}}`)
    .join("");
}

/** Powers of ten as numbers with separators, without an exponent. */
function tickText(value: number): string {
  return value.toLocaleString("en-GB", { maximumSignificantDigits: 3 });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
