import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { DayEnds } from "./day-ends.tsx";

test.each([
  ["2026-12-05", "2026-12-02", true],
  ["2026-12-05", "2026-12-06", false],
  ["2026-12-05", undefined, false],
  ["2026-12-05T10:00:00Z", "2026-12-05T09:00:00Z", true],
  ["2026-12-05T10:00:00Z", "2026-12-05T11:00:00Z", false],
])("days from %s to before %s are refused at the field: %s", (after, before, isBackwards) => {
  const search = { added_after: after, added_before: before };
  render(
    <MantineProvider>
      <DayEnds measure="added" search={search} onChange={() => undefined} />
    </MantineProvider>,
  );
  expect(screen.queryByText("The end is before the start.") !== null).toBe(isBackwards);
  expect(screen.getByLabelText("Added: to").getAttribute("aria-invalid") === "true").toBe(isBackwards);
});
