import { render } from "@testing-library/react";
import { expect, test } from "vitest";
import { VisibleText, visibleText } from "./visible-text.tsx";

test.each([
  ["Ärger – 映画 🎬.mp4", "Ärger – 映画 🎬.mp4"],
  ["\u202egnp.exe.mp4", String.raw`\u202egnp.exe.mp4`],
  ["\u2066a\u2069\u202a\u202c", String.raw`\u2066a\u2069\u202a\u202c`],
  ["two\nlines\tand\r", String.raw`two\nlines\tand\r`],
  ["\u001b[31mred\u0007\u0085\u2028", String.raw`\x1b[31mred\x07\x85\u2028`],
])("%j is shown as %s", (name, shown) => {
  expect(visibleText(name)).toBe(shown);
});

test("a name is isolated from the text around it", () => {
  const { container } = render(<VisibleText text={"\u202ea.mp4"} />);
  expect(container.innerHTML).toBe(String.raw`<bdi>\u202ea.mp4</bdi>`);
});
