import { createHmac, randomBytes } from "node:crypto";

const prefix = "whsec_";

/** A new secret of 32 random bytes, as it is given to the receiver. */
export function newWebhookSecret(): string {
  return `${prefix}${randomBytes(32).toString("base64")}`;
}

/** Whether a text is a secret: `whsec_` and 24 to 64 bytes as base64. */
export function isWebhookSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const { length } = Buffer.from(text.slice(prefix.length), "base64");
  return length >= 24 && length <= 64;
}

/**
 * The headers that prove who has sent a message, by the specification of Standard Webhooks
 * (https://www.standardwebhooks.com): an HMAC-SHA256 of the id, the time and the body.
 */
export function webhookHeaders(
  { id, body }: { readonly id: string; readonly body: string },
  { secret, now }: { readonly secret: string; readonly now: Date },
): Readonly<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const key = Buffer.from(secret.slice(prefix.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
