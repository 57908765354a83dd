import { z } from "zod";

/** An address that messages can be sent to: of GLEANER_WEBHOOK, and of the setting. The contract of the API imports it, too. */
export const webhookUrl = z
  .string("must be an address, or null")
  .max(2_000, "must be at most 2000 characters")
  .refine((text) => isWebhookUrl(text), {
    error:
      "must be an address that begins with http:// or https://, without blanks, and without a user or a password in it",
    params: { sentence: "wrong_address" },
  });

/** Everybody who may read the settings sees the address, so a password has no place in it. */
function isWebhookUrl(text: string): boolean {
  // The parser would take blanks and line breaks away.
  const url = /[\s\p{C}]/u.test(text) ? null : URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
}
