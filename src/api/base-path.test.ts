import { expect, test } from "vitest";
import { indexBelow, withoutBasePath } from "./base-path.ts";

test("the base path is removed from an address that begins with it, and from no other", () => {
  const addresses = {
    "/gleaner": "/",
    "/gleaner/": "/",
    "/gleaner?q=1": "/?q=1",
    "/gleaner/api/v1/jobs?limit=1": "/api/v1/jobs?limit=1",
    "/gleaner/gleaner/x": "/gleaner/x",
    "/api/v1/jobs": "/api/v1/jobs",
    "/gleaners": "/gleaners",
    "/": "/",
  };
  for (const [url, expected] of Object.entries(addresses)) {
    expect({ url, rest: withoutBasePath(url, "/gleaner") }).toEqual({ url, rest: expected });
    expect(withoutBasePath(url, "")).toBe(url);
  }
});

test("the page below a base path names its files by their full path and knows the base path", () => {
  const html =
    '<meta name="base-path" content="/" /><link href="./icon.svg" /><script src="/a.js"></script>' +
    '<script type="module" src="./assets/x.js"></script><a href="//other.example/"></a>';
  expect(indexBelow(html, "/gleaner")).toBe(
    '<meta name="base-path" content="/gleaner/" /><link href="/gleaner/icon.svg" /><script src="/gleaner/a.js"></script>' +
      '<script type="module" src="/gleaner/assets/x.js"></script><a href="//other.example/"></a>',
  );
  expect(indexBelow(html, "")).toBe(html.replaceAll('"./', '"/'));
});
