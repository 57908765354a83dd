/** The notices of a server: who is told of the ends of scans and checks. */
import { randomUUID } from "node:crypto";
import type { DurableQueue } from "../jobs/durable-queue.ts";
import { NoticeRunner } from "../notices/notice-runner.ts";
import { type Receiver, sendWebhook, type WebhookAnswer } from "../notices/send-webhook.ts";
import { newWebhookSecret } from "../notices/webhook-signature.ts";
import type { LiveSettings } from "../settings/live-settings.ts";
import type { Store } from "../store/store.ts";

/** How often to look for what other processes have left behind, in milliseconds. */
const everyMs = { shared: 10_000, alone: 60_000 };

interface NoticeParts {
  readonly store: Pick<Store, "jobs" | "deliveries">;
  readonly settings: LiveSettings;
  readonly onError: (error: unknown) => void;
}

/** Call this before any job can end: notices begin with the jobs that end afterwards. @throws StoreError */
export async function beginNotices({ store: { jobs, deliveries }, settings }: NoticeParts): Promise<void> {
  const { webhook } = settings.values;
  if (webhook === null) return;
  await deliveries.begin(webhook);
  if ((await deliveries.cursor()) !== null) return;
  await deliveries.add([], { from: null, to: await jobs.latestRevision() });
}

export function createNoticeRunner(
  parts: NoticeParts & { readonly queue: Pick<DurableQueue, "feed">; readonly isShared: boolean },
): NoticeRunner {
  const { store, settings, queue, isShared, onError } = parts;
  const runner = new NoticeRunner({
    jobs: store.jobs,
    deliveries: store.deliveries,
    feed: queue.feed,
    wish: () => {
      const { webhook, webhook_events: events, webhook_after_changes: afterChanges } = settings.values;
      if (webhook === null) return null;
      return { address: webhook, events, afterChanges, receiver: () => receiverOf(webhook, settings) };
    },
    everyMs: isShared ? everyMs.shared : everyMs.alone,
    onError,
  });
  settings.onChange(() => runner.wake());
  return runner;
}

/** A webhook without a secret gets one: whoever set its address in the environment may have given none. */
async function receiverOf(url: string, settings: LiveSettings): Promise<Receiver> {
  if (settings.values.webhook_secret === null) {
    // Another process may have made one.
    await settings.refresh();
    if (settings.values.webhook_secret === null) await settings.change({ webhook_secret: newWebhookSecret() });
  }
  return { url, secret: settings.values.webhook_secret ?? newWebhookSecret() };
}

/** Sends a message that means nothing. Null: there is no webhook. */
export async function tryWebhook(settings: LiveSettings, signal: AbortSignal): Promise<WebhookAnswer | null> {
  const { webhook } = settings.values;
  if (webhook === null) return null;
  const body = JSON.stringify({
    type: "test",
    timestamp: new Date().toISOString(),
    data: { message: "Gleaner can reach this webhook." },
  });
  const notice = { id: `msg_${randomUUID()}`, event: "test", body };
  return sendWebhook(notice, await receiverOf(webhook, settings), { signal });
}
