import { MantineProvider } from "@mantine/core";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SearchField } from "./search-field.tsx";

describe("the search field", () => {
  const onChange = vi.fn<(value: string) => void>();
  const field = (value: string) => (
    <MantineProvider env="test">
      <SearchField value={value} onChange={onChange} />
    </MantineProvider>
  );
  const input = () => screen.getByRole<HTMLInputElement>("searchbox");
  const type = (value: string) => fireEvent.change(input(), { target: { value } });
  const pass = (milliseconds: number) =>
    act(() => {
      vi.advanceTimersByTime(milliseconds);
    });

  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    onChange.mockReset();
  });

  test("hands on what is typed once there is a pause", () => {
    render(field(""));
    for (const text of ["h", "ha", "har"]) {
      type(text);
      pass(199);
    }
    expect(onChange).not.toHaveBeenCalled();
    pass(1);
    expect(onChange.mock.calls).toEqual([["har"]]);
    pass(10_000);
    expect(onChange).toHaveBeenCalledOnce();
  });

  test("hands it on at once with Enter, and nothing with Escape", () => {
    const { rerender } = render(field(""));
    type("har");
    fireEvent.keyDown(input(), { key: "Enter" });
    expect(onChange.mock.calls).toEqual([["har"]]);
    rerender(field("har"));
    fireEvent.keyDown(input(), { key: "Escape" });
    expect(onChange.mock.calls).toEqual([["har"], [""]]);
    expect(input().value).toBe("");
  });

  test("keeps what is typed while the address catches up", () => {
    const { rerender } = render(field(""));
    type("har");
    pass(200);
    type("harb");
    rerender(field("har"));
    expect(input().value).toBe("harb");
    pass(200);
    expect(onChange.mock.calls).toEqual([["har"], ["harb"]]);
  });

  test("follows the address where that changes by itself, as with Back", () => {
    const { rerender } = render(field("harbour"));
    rerender(field("train"));
    expect(input().value).toBe("train");
    pass(10_000);
    expect(onChange).not.toHaveBeenCalled();
  });
});
