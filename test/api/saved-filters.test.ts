import { expect, test } from "vitest";
import { startApi } from "./start-api.ts";

const path = "/api/v1/saved-filters";

test("filters are saved under a name, changed and removed", async () => {
  await using api = await startApi();
  const filter = { hdr: "any", audio_language: ["GER", "!en"], added_after: "2026-01-01", q: "a" };
  const { status, body: saved } = await api.call("POST", path, { name: "  Mine ", filter, sort: "-file_size" });
  expect({ status, saved }).toMatchObject({
    status: 201,
    saved: {
      name: "Mine",
      filter: {
        q: "a",
        // What was meant is kept, in one form.
        audio_language: ["de", "!en"],
        hdr: ["hdr10", "hdr10+", "hlg", "dolby_vision"],
        added_after: "2026-01-01T00:00:00.000Z",
      },
      sort: "-file_size",
    },
  });
  expect((await api.call("GET", path)).body).toEqual({ saved_filters: [saved] });
  const one = `${path}/${saved.saved_filter_id}`;
  expect((await api.call("PATCH", one, { sort: null })).body).toEqual({ ...saved, sort: null });
  expect((await api.call("PATCH", one, { filter: {} })).body).toEqual({ ...saved, sort: null, filter: {} });
  expect((await api.call("DELETE", one)).status).toBe(204);
  expect((await api.call("GET", path)).body).toEqual({ saved_filters: [] });
});

test.each([
  [{ name: "Mine", filter: {} }, 409, "NAME_TAKEN", 'Another saved filter has the name "Mine"'],
  [{ name: " ", filter: {} }, 422, "VALIDATION_ERROR", '"name" in the body must not be empty'],
  [{ name: "x".repeat(101), filter: {} }, 422, "VALIDATION_ERROR", '"name" in the body must have at most 100'],
  [{ name: "a", filter: { codec: "h264" } }, 422, "VALIDATION_ERROR", "unknown keys: codec"],
  [{ name: "a", filter: { path: "films" } }, 400, "INVALID_PATH", "begins at the root"],
  [{ name: "a", filter: {}, sort: "size" }, 422, "VALIDATION_ERROR", '"sort" in the body'],
  [{ name: "a" }, 422, "VALIDATION_ERROR", '"filter" in the body'],
])("%j is not saved", async (request, status, code, message) => {
  await using api = await startApi();
  await api.call("POST", path, { name: "Mine", filter: {} });
  expect(await api.call("POST", path, request)).toMatchObject({
    status,
    body: { detail: { code, message: expect.stringContaining(message) } },
  });
  expect((await api.call("GET", path)).body.saved_filters).toHaveLength(1);
});

test("an unknown saved filter is not found", async () => {
  await using api = await startApi();
  for (const id of ["x", "00000000-0000-4000-8000-000000000000"]) {
    expect((await api.call("PATCH", `${path}/${id}`, { name: "a" })).status).toBe(404);
    expect((await api.call("DELETE", `${path}/${id}`)).status).toBe(404);
  }
});
