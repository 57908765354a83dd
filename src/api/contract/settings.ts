import { z } from "zod";
import { mustBe, patterns, request } from "./request-values.ts";

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

const number = (least: number, most: number, what: string) => {
  const error = mustBe(`${what} from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}, or null`);
  return z.number(error).min(least, error).max(most, error);
};

const whole = (least: number, most: number) => {
  const error = mustBe(`a whole number from ${least} to ${most}, or null`);
  return z.number(error).int(error).min(least, error).max(most, error);
};

export const settingsChangeSchema = request({
  max_rate: number(0, 1_000_000, "a number of files per second").nullable().optional(),
  probers: whole(1, 256).nullable().optional(),
  exclude: patterns.nullable().optional(),
  exclude_samples: z.boolean(mustBe("true, false or null")).nullable().optional(),
  keep_history: number(1, 36_500, "a number of days").nullable().optional(),
}).describe("Only what is to change. Null goes back to the default");
export type SettingsChangeJson = z.input<typeof settingsChangeSchema>;
