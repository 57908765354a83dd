import { z } from "zod";
import { webhookUrl } from "../../notices/webhook-url.ts";
import { exportOptions } from "./exports.ts";
import { count, mustBe, patterns, problem, request, time, wholeNumber } from "./request-values.ts";
import { sentenceSchema } from "./sentences.ts";

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).nullable();

export const settingSchema = z
  .object({
    name: z.string().describe("Such as `max_rate`"),
    value: value.describe("Null: nothing is set. The value of a secret is never shown"),
    default: value.describe("The value that it has if nothing sets it. Null: none, or it depends on the system"),
    source: z
      .enum(["flag", "environment", "saved", "default"])
      .describe("Where the value comes from. `saved`: somebody has changed it here, and the library keeps it"),
    set_by: z
      .string()
      .nullable()
      .describe("The flag or the name in the environment that sets it, such as `--max-rate`"),
    environment: z.string().describe("Its name in the environment"),
    changeable: z
      .boolean()
      .describe("Whether it can be changed here. Not while a flag or the environment sets it: these win"),
    secret: z.boolean().describe("Whether its value is never shown"),
    is_set: z.boolean().describe("Whether it has a value"),
    unit: z.enum(["files_per_second", "processes", "days", "seconds"]).nullable().describe("The unit of a number"),
    description: z.string().describe("What it does, in a sentence or more"),
  })
  .meta({ id: "Setting" });
export type SettingJson = z.output<typeof settingSchema>;

export const settingsSchema = z.object({ settings: z.array(settingSchema) });
export type SettingsJson = z.output<typeof settingsSchema>;

/** The columns of an export as CSV. */
export const settingColumns = [
  "name",
  "value",
  "unit",
  "default",
  "source",
  "set_by",
  "environment",
  "changeable",
  "secret",
  "is_set",
  "description",
] as const satisfies readonly (keyof SettingJson)[];
export const settingsExportQuerySchema = request(exportOptions(settingColumns));

export const settingsChangedSchema = settingsSchema.extend({
  new_webhook_secret: z
    .string()
    .nullable()
    .describe("A secret that this change has made, which is shown only now; null: it has made none"),
});
export type SettingsChangedJson = z.output<typeof settingsChangedSchema>;

const events = z.enum(["completed", "cancelled", "failed"], mustBe("completed, cancelled or failed"));

const number = (least: number, most: number, what: string) => {
  const error = mustBe(`${what} from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}, or null`);
  return z.number(error).min(least, error).max(most, error);
};

const whole = (least: number, most: number) => {
  const error = mustBe(`a whole number from ${least} to ${most}, or null`);
  return z.number(error).int(error).min(least, error).max(most, error);
};

/** As `isWebhookSecret` of the server, which this file cannot import. */
const secretForm = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;

/** Whether a text is a secret of 24 to 64 bytes: `isWebhookSecret` says the same. */
function isSecret(text: string): boolean {
  const [, base64 = ""] = secretForm.exec(text) ?? [];
  const bytes = (base64.length / 4) * 3 - (base64.match(/=/g)?.length ?? 0);
  return bytes >= 24 && bytes <= 64;
}

export const settingsChangeSchema = request({
  max_rate: number(0, 1_000_000, "a number of files per second").nullable().optional(),
  probers: whole(1, 256).nullable().optional(),
  exclude: patterns.nullable().optional(),
  exclude_samples: z.boolean(mustBe("true, false or null")).nullable().optional(),
  webhook: webhookUrl.nullable().optional().describe("The address that is told of the ends of scans and checks"),
  webhook_secret: z
    .string(mustBe("a secret, or null"))
    .refine(isSecret, problem("wrong_secret", "must be whsec_ and 24 to 64 bytes as base64"))
    .nullable()
    .optional()
    .describe("What signs the messages. Null: Gleaner makes a new one, and answers with it once"),
  webhook_events: z.array(events, mustBe("a list, or null")).nullable().optional(),
  webhook_after_changes: z.boolean(mustBe("true, false or null")).nullable().optional(),
  keep_history: number(1, 36_500, "a number of days").nullable().optional(),
}).describe("Only what is to change. Null goes back to the default");
export type SettingsChangeJson = z.input<typeof settingsChangeSchema>;

export const webhookTestSchema = z.object({
  delivered: z.boolean().describe("Whether the receiver has taken the message"),
  status: z.int().nullable().describe("The HTTP status that it answered; null: it did not answer"),
  problem: z.string().nullable().describe("Why it was not delivered"),
  sentence: sentenceSchema.optional().describe("`problem` as data. Absent: there is none"),
  answer: z.string().describe("The beginning of the text that it answered, at most 200 characters"),
});
export type WebhookTestJson = z.output<typeof webhookTestSchema>;

export const deliveriesQuerySchema = request({
  limit: wholeNumber({ min: 1, max: 100 }).default(20).describe("How many"),
});

export const deliveriesSchema = z.object({
  deliveries: z
    .array(
      z.object({
        id: z.string().describe("The `webhook-id` of the message, the same for each attempt"),
        event: z.string().describe("Such as `scan.completed`"),
        state: z
          .enum(["delivered", "waiting", "given_up"])
          .describe(
            "`waiting`: it is sent, or sent again, at `next_at`. `given_up`: all attempts have failed, or the webhook was taken away",
          ),
        created_at: time.describe("When the scan or check was seen to have ended"),
        attempts: count.describe("How often it was sent so far"),
        next_at: time.nullable().describe("When it is sent next"),
        delivered_at: time.nullable().describe("When the receiver has taken it"),
        problem: z.string().nullable().describe("Why the last attempt failed"),
        sentence: sentenceSchema
          .optional()
          .describe("`problem` as data. Absent: there is none, or an older version of Gleaner wrote it"),
        job_id: z.string().nullable().describe("The scan or check that it is about"),
      }),
    )
    .describe("The newest first. They stay for a week"),
});
export type DeliveriesJson = z.output<typeof deliveriesSchema>;
export type DeliveryJson = DeliveriesJson["deliveries"][number];
