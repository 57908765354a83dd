import { expect, test } from "vitest";
import { verify } from "../../test/notices/webhook-receiver.ts";
import { isWebhookSecret, newWebhookSecret, webhookHeaders } from "./webhook-signature.ts";

test("a signature is that of the example in the documentation of Standard Webhooks", () => {
  const message = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: '{"test": 2432232314}' };
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  expect(webhookHeaders(message, { secret, now: new Date(1_614_265_330_000) })).toEqual({
    "webhook-id": message.id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test("other code verifies it, and refuses another body, another time and another secret", async () => {
  const secret = newWebhookSecret();
  expect(isWebhookSecret(secret)).toBe(true);
  const message = { id: "msg_1", body: '{"ä":"🎬"}' };
  const headers = webhookHeaders(message, { secret, now: new Date() });
  expect(await verify(secret, headers, message.body)).toBe(true);
  expect(await verify(secret, headers, `${message.body} `)).toBe(false);
  expect(await verify(secret, { ...headers, "webhook-timestamp": "1" }, message.body)).toBe(false);
  expect(await verify(newWebhookSecret(), headers, message.body)).toBe(false);
});

test.each([
  "",
  "whsec_",
  "whsec_abc",
  "secret",
  `whsec_${"a".repeat(30)}`,
  `whsec_${"a".repeat(100)}`,
  `whsec_${"ä".repeat(40)}`,
])("%j is no secret", (text) => {
  expect(isWebhookSecret(text)).toBe(false);
});
