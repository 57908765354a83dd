/** The webhook of a server, with the program as a process. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import { startGleaner, startGleanerServer } from "./gleaner-process.ts";
import { WebhookReceiver } from "./notices/webhook-receiver.ts";

test("the end of a scan is told although the server is killed while it tells it, with the same id", async () => {
  await using directory = await temporaryDirectory();
  await using receiver = await WebhookReceiver.open();
  const [videos, data] = [join(directory.path, "videos"), join(directory.path, "data")];
  await makeClipTree(videos, 3);
  const environment = { GLEANER_WEBHOOK: receiver.url, GLEANER_WEBHOOK_SECRET: receiver.secret };
  const server = await startGleanerServer(data, environment, { port: "0" });
  // It has the message, and the server does not learn that.
  receiver.answer = () => {};
  const { body } = await server.call<{ job_id: string }>("POST", "/api/v1/videos/scan", { path: videos });
  const first = await receiver.next();
  expect(first).toMatchObject({
    id: `msg_${body.job_id}`,
    type: "scan.completed",
    isSigned: true,
    data: { path: videos, counts: { new: 3 } },
  });
  server.kill("SIGKILL");
  await server.exit;
  receiver.answer = (response) => response.writeHead(204).end();
  {
    using database = new DatabaseSync(join(data, "gleaner.db"));
    const rows = database.prepare("select attempts, delivered_at from webhook_deliveries").all();
    expect(rows).toMatchObject([{ attempts: 1, delivered_at: null }]);
    // As half a minute later: then nobody waits for that process any more.
    database.exec("update webhook_deliveries set next_at = 0");
  }
  const again = await startGleanerServer(data, environment, { port: "0" });
  const second = await receiver.next();
  expect(second).toMatchObject({ id: first.id, isSigned: true, data: first.data });
  again.kill("SIGTERM");
  await again.exit;
  expect(receiver.left).toBe(0);
});

test("a scan in a terminal tells its end before it leaves", async () => {
  await using directory = await temporaryDirectory();
  await using receiver = await WebhookReceiver.open();
  const [videos, data] = [join(directory.path, "videos"), join(directory.path, "data")];
  await makeClipTree(videos, 2);
  const environment = { GLEANER_WEBHOOK: receiver.url, GLEANER_WEBHOOK_SECRET: receiver.secret };
  const { code } = await startGleaner(["scan", videos, "--data", data], { environment }).exit;
  expect(code).toBe(0);
  expect(receiver.left).toBe(1);
  expect(await receiver.next()).toMatchObject({ type: "scan.completed", isSigned: true, data: { counts: { new: 2 } } });
});
