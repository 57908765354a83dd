import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Api, startApi } from "../../../test/api/start-api.ts";
import { WebhookReceiver } from "../../../test/notices/webhook-receiver.ts";
import { openPage } from "../../../test/page/page-under-test.tsx";

let api: Api;
let receiver: WebhookReceiver;
beforeEach(async () => {
  api = await startApi();
  receiver = await WebhookReceiver.open();
});
afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

test("an address is set, its secret is shown once, and a test says what the receiver answers", async () => {
  using page = openPage(await api.listen(), "/settings");
  const section = within(await screen.findByRole("region", { name: "Webhook" }));
  const address = section.getByRole("textbox", { name: "Address" });
  expect(section.queryByRole("button", { name: "Send a test" })).toBeNull();
  await page.user.type(address, "example.org{Enter}");
  await section.findByText(/^Enter an address that begins with/);
  await page.user.clear(address);
  await page.user.type(address, `${receiver.url}{Enter}`);
  const shown = await section.findByText(/^whsec_/);
  receiver.secret = shown.textContent;
  expect((await api.store.settings.read())["webhook_secret"]).toBe(receiver.secret);
  receiver.answer = (response) => response.writeHead(200).end("welcome");
  await page.user.click(section.getByRole("button", { name: "Send a test" }));
  await section.findByText("The receiver took it (200): welcome");
  expect(await receiver.next()).toMatchObject({ type: "test", isSigned: true });
  receiver.answer = (response) => response.writeHead(500).end();
  await page.user.click(section.getByRole("button", { name: "Send a test" }));
  await section.findByText("Not delivered. It answered 500.");
  // A test goes to the saved address, so another one has to be saved first. What the last test said was not about it.
  await page.user.type(address, "x");
  const why = await section.findByText("Save the address first. A test goes to the saved one.");
  expect(section.queryByText("Not delivered. It answered 500.")).toBeNull();
  const test = section.getByRole("button", { name: "Send a test", description: why.textContent });
  expect(test.getAttribute("aria-disabled")).toBe("true");
  await page.user.click(test);
  await page.user.type(address, "{Backspace}");
  await waitFor(() => expect(section.queryByText(why.textContent)).toBeNull());
  expect(section.queryByText("Not delivered. It answered 500.")).toBeNull();
  await page.user.click(section.getByRole("button", { name: "Send a test" }));
  await section.findByText("Not delivered. It answered 500.");
  // The press in between has sent nothing: of the last two tests, each has come.
  for (const type of ["test", "test"]) expect(await receiver.next()).toMatchObject({ type });
  await page.user.click(section.getByRole("button", { name: "Make a new secret" }));
  // It asks first.
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Keep the old secret"));
  await page.user.keyboard("{Enter}");
  const make = section.getByRole("button", { name: "Make a new secret" });
  await waitFor(() => expect(document.activeElement).toBe(make));
  expect(section.getByText(/^whsec_/).textContent).toBe(receiver.secret);
  expect((await api.store.settings.read())["webhook_secret"]).toBe(receiver.secret);
  await page.user.click(make);
  await page.user.click(section.getByRole("button", { name: "Replace the secret" }));
  await waitFor(() => expect(section.getByText(/^whsec_/).textContent).not.toBe(receiver.secret));
  // The last test was about the old secret.
  expect(section.queryByText("Not delivered. It answered 500.")).toBeNull();
});

test("the events are chosen, and the last messages are listed with their states", async () => {
  const notice = (id: string, event: string) => ({ id: `msg_${id}`, event, body: "{}" });
  await api.store.deliveries.add([notice("a", "scan.completed"), notice("b", "check.failed")], { from: null, to: 1 });
  await api.store.deliveries.settle({ id: "msg_a", attempts: 0 }, { kind: "delivered" });
  await api.store.deliveries.claim({ leaseMs: 1 });
  const failed = { kind: "failed", problem: "It answered 500.", retryMs: null } as const;
  await api.store.deliveries.settle({ id: "msg_b", attempts: 1 }, failed);
  await api.call("PATCH", "/api/v1/settings", { webhook: receiver.url });
  using page = openPage(await api.listen(), "/settings");
  const section = within(await screen.findByRole("region", { name: "Webhook" }));
  const list = await section.findByRole("list", { name: "Last messages" });
  const items = within(list)
    .getAllByRole("listitem")
    .map(({ textContent }) => textContent);
  expect(items.toSorted()).toEqual([
    "Check failedGiven up after 1 attemptIt answered 500.",
    expect.stringMatching(/^Scan completedDelivered /),
  ]);
  await page.user.click(section.getByRole("checkbox", { name: "Cancelled scans and checks" }));
  await waitFor(async () =>
    expect((await api.store.settings.read())["webhook_events"]).toEqual(["completed", "failed"]),
  );
});

test("a browser that cannot show notifications is told so in words", async () => {
  using _ = openPage(await api.listen(), "/settings");
  const section = within(await screen.findByRole("region", { name: "Notifications of this browser" }));
  // The document of these tests is no secure one.
  expect(section.getByText(/^Browsers show notifications only of pages over https/)).toBeDefined();
  expect(section.getByRole<HTMLInputElement>("checkbox").disabled).toBe(true);
});
