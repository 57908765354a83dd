import { expect, test } from "vitest";
import { filmKinds, filmsOf } from "./film-kinds.ts";

const films = filmKinds.flatMap(filmsOf);

test("there are forty films of ten kinds", () => {
  expect(filmKinds).toHaveLength(10);
  expect(new Set(films.map(({ name }) => name)).size).toBe(40);
});

test("every film is a part of its picture, and no two films of a kind are the same part", () => {
  for (const { kind, startSeconds, seconds } of films) {
    expect(startSeconds + seconds).toBeLessThanOrEqual(kind.picture.seconds);
  }
  const parts = films.map(({ kind, startSeconds, seconds }) => `${kind.name} ${startSeconds} ${seconds}`);
  expect(new Set(parts).size).toBe(40);
});
