import { z } from "zod";
import { errorSchema } from "./errors.ts";
import { count, mustBe, request } from "./request-values.ts";

export const sessionRequestSchema = request({ token: z.string(mustBe("the token of this server")) });
export type SessionRequestJson = z.input<typeof sessionRequestSchema>;

export const versionSchema = z.object({
  app_version: z.string(),
  api_version: z.literal("v1"),
  node_version: z.string(),
  prober: z.string().describe("How videos are read"),
});
export type VersionJson = z.output<typeof versionSchema>;

export const liveSchema = z.object({ status: z.literal("ok") });

const check = z.object({ ok: z.boolean(), detail: z.string() });
const checks = z.object({ database: check, prober: check, disk: check.extend({ free_bytes: count.nullable() }) });
export const readySchema = z.object({ status: z.literal("ok"), checks });
export const notReadySchema = errorSchema.extend({ status: z.literal("not_ready"), checks });
export type ReadyJson = z.output<typeof readySchema>;
export type NotReadyJson = z.output<typeof notReadySchema>;
