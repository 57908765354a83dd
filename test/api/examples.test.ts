/**
 * Makes the request of every example of the API to a real server, and compares the answers. With RECORD_EXAMPLES=1, it
 * writes the answers into the examples where they differ, instead.
 */
import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CallExample } from "../../src/api/examples/call-example.ts";
import { examples } from "../../src/api/examples/examples.ts";
import { differences, missingLines } from "./examples/differences.ts";
import { type ExampleServer, startExampleServer } from "./examples/example-server.ts";

const isRecording = process.env["RECORD_EXAMPLES"] === "1";
const howToAdd = 'CONTRIBUTING.md says under "Examples of the API" how to add one.';

let server: ExampleServer;
let api: Awaited<ReturnType<ExampleServer["openApi"]>>;
beforeAll(async () => {
  server = await startExampleServer();
  api = await server.openApi();
});
afterAll(() => server[Symbol.asyncDispose]());

/** What reads comes first, and what removes comes last. Duplicates need files that no other example has. */
const methods = ["HEAD", "GET", "POST", "PUT", "PATCH", "DELETE"];
const inOrder = Object.entries(examples).toSorted(
  ([one], [other]) => rank(one) - rank(other) || (one < other ? -1 : 1),
);

function rank(call: string): number {
  const isLast = call.includes(" /api/v1/duplicates");
  return methods.indexOf(call.slice(0, call.indexOf(" "))) + (isLast ? methods.length : 0);
}

test("every call has an example, and every example has a call", () => {
  const calls = Object.entries(api.paths).flatMap(([path, ofPath]) =>
    Object.keys(ofPath).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(Object.keys(examples).toSorted(), howToAdd).toEqual(calls.toSorted());
});

test.each(inOrder)("%s answers as in its example", async (call, example) => {
  const { status, type = "application/json", answer: expected, isExcerpt = false } = example;
  const real = await server.ask(call, example);
  expect(real, real.body).toMatchObject({ status, type: status === 204 ? "" : type });
  if (status === 204) return;
  if (call.startsWith("HEAD ")) return;
  if (type.startsWith("image/") || type.startsWith("video/")) {
    expect(real.body.length).toBeGreaterThan(0);
    return;
  }
  const answer =
    type === "application/json" ? JSON.parse(server.asInExamples(real.body)) : server.asInExamples(real.body);
  const wrong =
    typeof answer === "string"
      ? missingLines(typeof expected === "string" ? expected : "(none)", answer)
      : differences(expected, answer, server.ids, { isExcerpt });
  if (isRecording && wrong.length > 0) await record(call, answer);
  else expect(wrong, `${howToAdd} The server answers: ${JSON.stringify(answer, null, 2)}`).toEqual([]);
});

test("examples agree with the schemas of the OpenAPI document", () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(api, "api");
  for (const [call, { status, type, body, answer }] of Object.entries(examples)) {
    if (type !== undefined) continue;
    if (body !== undefined) expectValid(call, ["requestBody"], body);
    if (answer !== undefined) expectValid(call, ["responses", String(status)], answer);
  }
  function expectValid(call: string, place: readonly string[], value: unknown): void {
    const [method = "", path = ""] = call.split(" ");
    const parts = ["paths", path, method.toLowerCase(), ...place, "content", "application/json", "schema"];
    const pointer = parts
      .map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"))
      .map(encodeURIComponent)
      .join("/");
    const validate = ajv.compile({ $ref: `api#/${pointer}` });
    validate(value);
    expect(validate.errors ?? [], `${call} ${place.join(" ")}`).toEqual([]);
  }
});

test("the commands of the examples work in a shell", { skip: !hasCurl() }, async () => {
  for (const call of ["GET /api/v1/videos", "POST /api/v1/videos/exclude/preview", "GET /api/v1/jobs/{id}/events"]) {
    const { status, type = "application/json" } = examples[call] ?? {};
    expect(await server.run(call)).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*content-type: ${type}`));
  }
});

function hasCurl(): boolean {
  return spawnSync("curl", ["--version"]).status === 0;
}

async function record(call: string, answer: unknown): Promise<void> {
  for (const name of ["jobs", "videos", "duplicates", "directories", "saved-filters", "server"]) {
    const file = new URL(`../../src/api/examples/${name}.json`, import.meta.url);
    const all: Record<string, CallExample> = JSON.parse(await readFile(file, "utf8"));
    const example = all[call];
    if (example === undefined) continue;
    all[call] = { ...example, answer };
    await writeFile(file, `${JSON.stringify(all, null, 2)}\n`);
  }
}
