import { expect, test } from "vitest";
import { drawPlot, type Plot } from "./plot.ts";

const plot: Plot = {
  title: "Time",
  xAxis: "files",
  yAxis: "seconds",
  yScale: "logarithmic",
  lines: [
    {
      name: "first scan",
      points: [
        { x: 1_000, y: 1 },
        { x: 100_000, y: 100 },
      ],
    },
  ],
};

test("equal factors are equal distances on a logarithmic axis", () => {
  const svg = drawPlot({
    ...plot,
    lines: [{ name: "all", points: [1, 10, 100].map((by) => ({ x: 1_000 * by, y: by })) }],
  });
  const [, d = ""] = /class="line line-0" d="(M[^"]*L[^"]*)"/.exec(svg) ?? [];
  const places = [...d.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  expect(places).toEqual([
    [76, 414],
    [426, 244],
    [776, 74],
  ]);
});

test("points are joined in the order of their sizes, however they came", () => {
  const backwards = plot.lines.map((line) => ({ ...line, points: line.points.toReversed() }));
  expect(drawPlot({ ...plot, lines: backwards })).toBe(drawPlot(plot));
});

test("an axis from zero has round steps and begins at zero", () => {
  const svg = drawPlot({ ...plot, yScale: "from zero", lines: [{ name: "peak", points: [{ x: 10, y: 173 }] }] });
  const ticks = [...svg.matchAll(/text-anchor="end"[^>]*>([^<]*)</g)].map(([, text]) => text);
  expect(ticks).toEqual(["0", "50", "100", "150", "200"]);
});

test("axes, lines and what they are called are in the picture, escaped", () => {
  const svg = drawPlot({
    ...plot,
    xAxis: "files <n>",
    lines: [{ ...plot.lines[0], name: "find | xargs & co", points: [{ x: 1, y: 1 }] }],
  });
  expect(svg).toContain("files &lt;n&gt;");
  expect(svg).toContain("find | xargs &amp; co");
  expect(svg).toContain("prefers-color-scheme:dark");
});

test("what was computed is dashed, in the line and in the legend, and has no marks", () => {
  const svg = drawPlot({ ...plot, lines: plot.lines.map((line) => ({ ...line, computed: true })) });
  expect(svg.match(/class="line line-0 computed"/g)).toHaveLength(2);
  expect(svg).not.toContain('class="mark');
});

test("what cannot be drawn is refused", () => {
  expect(() => drawPlot({ ...plot, lines: [] })).toThrow(RangeError);
  expect(() => drawPlot({ ...plot, lines: [{ name: "zero", points: [{ x: 1, y: 0 }] }] })).toThrow(RangeError);
  expect(() =>
    drawPlot({ ...plot, lines: Array.from({ length: 6 }, () => ({ name: "", points: [{ x: 1, y: 1 }] })) }),
  ).toThrow(RangeError);
});
