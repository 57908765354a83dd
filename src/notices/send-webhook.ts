import type { IncomingMessage } from "node:http";
import { abortable } from "../abortable.ts";
import { type Said, say } from "../sentences/say.ts";
import type { Notice } from "./deliveries.ts";
import { webhookHeaders } from "./webhook-signature.ts";

export interface Receiver {
  /** http or https. */
  readonly url: string;
  readonly secret: string;
}

export type WebhookAnswer =
  | { readonly kind: "delivered"; readonly status: number; readonly text: string }
  /** `status` is null if there was no answer. `isGone`: the receiver wants no more of it. */
  | ({
      readonly kind: "failed";
      readonly status: number | null;
      readonly text: string;
      readonly isGone: boolean;
    } & Said);

/** How long a receiver may take, in milliseconds. */
const timeoutMs = 10_000;

/** How much of an answer is read, in bytes. */
const mostAnswer = 2_048;

/**
 * Sends a notice once. A redirect is not followed: the address is the operator's, and nobody else decides where a signed
 * message goes.
 *
 * @throws `signal.reason`
 */
export async function sendWebhook(
  notice: Notice,
  { url, secret }: Receiver,
  { signal, now = new Date() }: { readonly signal: AbortSignal; readonly now?: Date },
): Promise<WebhookAnswer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const headers = webhookHeaders(notice, { secret, now });
    const response = await abortable(post(url, { body: notice.body, headers, signal: limit }), limit);
    const status = response.statusCode ?? 0;
    const text = await beginningOf(response);
    if (status >= 200 && status < 300) return { kind: "delivered", status, text };
    const problem = say("webhook_answered", { status, isRedirect: status >= 300 && status < 400 });
    return { kind: "failed", status, text, ...problem, isGone: status === 410 };
  } catch (error) {
    signal.throwIfAborted();
    const problem = limit.aborted ? say("webhook_silent", { seconds: timeoutMs / 1_000 }) : problemOf(error);
    return { kind: "failed", status: null, text: "", ...problem, isGone: false };
  }
}

/**
 * Each message has a connection of its own: a connection that is kept may be closed by the receiver at the very moment in
 * which the next message is sent.
 */
async function post(
  url: string,
  options: { readonly body: string; readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  const { body, signal } = options;
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "user-agent": "Gleaner",
    ...options.headers,
  };
  const { request } = await (url.startsWith("https:") ? import("node:https") : import("node:http"));
  return new Promise((resolve, reject) => {
    request(url, { method: "POST", headers, signal, agent: false }, resolve)
      .on("error", reject)
      // As after 101, which is no answer to this.
      .on("close", () => reject(new NoAnswer()))
      .end(body);
  });
}

/** The receiver has the message by now, so whatever goes wrong in its answer does not count. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of response) {
      parts.push(part as Buffer);
      size += (part as Buffer).length;
      if (size >= mostAnswer) break;
    }
  } catch {
    // What has come is enough.
  }
  response.destroy();
  return Buffer.concat(parts).subarray(0, mostAnswer).toString("utf8");
}

/** The connection ended before the receiver had answered. */
class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

function problemOf(error: unknown): Said {
  if (error instanceof NoAnswer) return say("webhook_no_answer");
  if (!(error instanceof Error)) return notReached(String(error));
  const code = "code" in error ? String(error.code) : null;
  if (code === "ECONNREFUSED") return say("webhook_refused");
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return say("webhook_unknown_name");
  // Errors of several addresses at once have no message of their own.
  return notReached(error.message === "" ? (code ?? error.name) : error.message);
}

/** @param why what the system says */
function notReached(why: string): Said {
  return say("webhook_not_reached", { why: say("verbatim", { text: why }).sentence });
}
