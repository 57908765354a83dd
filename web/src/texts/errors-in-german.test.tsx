/** What the server says, on pages in German, over the HTTP API of a real server. */
import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { say } from "../../../src/sentences/say.ts";
import { type Api, startApi } from "../../../test/api/start-api.ts";
import { openPage } from "../../../test/page/page-under-test.tsx";
import type { ShownPage } from "../../../test/page/show-page.tsx";

let api: Api;
let url: string;
let page: ShownPage | null = null;

beforeAll(async () => {
  api = await startApi({ roots: [] });
  url = await api.listen();
});
afterEach(() => page?.[Symbol.dispose]());
afterAll(() => api[Symbol.asyncDispose]());

function open(at: string): ShownPage {
  page = openPage(url, at);
  return page;
}

/** English words that German texts do not have. */
const english =
  /\b(?:the|of|and|is|are|were|not|this|that|with|it|its|files?|from|cannot|library|directory|directories|folders?|missing|read|disk|must)\b/i;

/** Waits for a text, and expects that nothing on the page is English. */
async function expectInGerman(text: string | RegExp): Promise<void> {
  await waitFor(() => expect(document.body.textContent).toMatch(text));
  // Paths, and what other programs say.
  const own = (document.body.innerText || document.body.textContent || "").replaceAll(/„[^“]*“|\S*\/\S*/g, " ");
  expect(english.exec(own)?.[0]).toBeUndefined();
}

test("why files and directories could not be read", async () => {
  const id = await api.scan();
  const scan = await api.nextScan();
  const inside = (name: string) => join(api.directory, name);
  const why = say("cannot_be_read_as_video", {
    why: say("libav_says", { meaning: "ends_early", libav: "moov atom not found" }).sentence,
  });
  await scan.commit({ problems: [inside("a.mp4")], why });
  await scan.commit({ problems: [inside("b.mp4")], why: say("took_too_long", { seconds: 30 }) });
  // As an older version of Gleaner wrote it.
  await scan.commit({ problems: [inside("c.mp4")] });
  scan.finish();
  await api.call("GET", `/api/v1/jobs/${id}/wait`);
  open(`/scans/${id}`);
  await expectInGerman(/unvollständig oder beschädigt, etwa .*\(libav: „moov atom not found“\)\./);
  const list = await screen.findByRole("list", { name: "Fehler dieses Scans" });
  const rows = (await within(list).findAllByRole("listitem")).map((row) => row.textContent);
  expect(rows[0]).toContain("Beschädigt");
  expect(rows[1]).toContain("Das Lesen dauerte länger als 30 s und wurde aufgegeben.");
  expect(rows[2]).toContain("Im Wortlaut (englisch): „There is no picture in it.“");
});

test("why a job failed", async () => {
  const id = await api.scan();
  (await api.nextScan()).fail(say("scanned_disk_lost", { path: "/media/films" }));
  await api.call("GET", `/api/v1/jobs/${id}/wait`);
  open(`/scans/${id}`);
  await expectInGerman("Der Datenträger von /media/films verschwand während des Scans.");
});

test("why a directory is not added to the library", async () => {
  // The first scan has made the directory one of the library.
  const { user } = open("/directories");
  await user.click(await screen.findByRole("button", { name: "Verzeichnis hinzufügen" }));
  const field = await screen.findByRole("textbox", { name: "Verzeichnis" });
  await user.clear(field);
  await user.type(field, api.directory);
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Hinzufügen" }));
  await expectInGerman(/gehört schon zur Bibliothek, unter dem Namen films-\w+\./);
});

test("which line of patterns is wrong", async () => {
  const { user } = open("/settings");
  const field = await screen.findByRole("textbox", { name: "Auslassen" });
  await user.type(field, "extras/\n# Notiz");
  const form = field.closest("form") ?? expect.fail("The field has no form");
  await user.click(within(form).getByRole("button", { name: "Speichern" }));
  await expectInGerman(/Zeile 2: Das ist ein Kommentar\. Für einen Namen/);
});
