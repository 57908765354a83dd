import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Delivery } from "../notices/deliveries.ts";
import { answers, asking, changing } from "./answers.ts";
import type { WebhookPart } from "./app-parts.ts";
import { type DeliveryJson, deliveriesQuerySchema, deliveriesSchema, webhookTestSchema } from "./contract/settings.ts";
import { ApiError } from "./error-codes.ts";
import type { LongRequests } from "./long-requests.ts";
import { sentenceJson, timeJson, timeJsonOrNull } from "./wire-values.ts";

const tags = ["Server"];

/** How much of the answer of a receiver people see, in characters. */
const mostShown = 200;

/** The messages to the webhook of the settings. */
export function webhookRoutes(
  app: FastifyInstance,
  webhook: WebhookPart,
  { waits }: { readonly waits: LongRequests },
): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    "/settings/webhook/test",
    {
      schema: {
        tags,
        summary: "Send a test message to the webhook",
        description: "Its type is `test`. It is sent once, and takes ten seconds at most.",
        response: answers({ 200: webhookTestSchema }, ["NO_WEBHOOK", "TOO_MANY_STREAMS", ...changing, ...asking]),
      },
    },
    async (_request, reply) => {
      const answer = await webhook.test(waits.begin(reply));
      if (answer === null) throw new ApiError("NO_WEBHOOK", "No webhook is set. Set its address first.");
      return {
        delivered: answer.kind === "delivered",
        status: answer.status,
        problem: answer.kind === "failed" ? answer.message : null,
        ...(answer.kind === "failed" && sentenceJson(answer.sentence)),
        answer: answer.text.slice(0, mostShown).toWellFormed(),
      };
    },
  );

  routes.get(
    "/settings/webhook/deliveries",
    {
      schema: {
        tags,
        summary: "List the last messages to the webhook",
        querystring: deliveriesQuerySchema,
        response: answers({ 200: deliveriesSchema }, asking),
      },
    },
    async ({ query }) => ({ deliveries: (await webhook.list(query.limit)).map(deliveryJson) }),
  );
}

function deliveryJson(delivery: Delivery): DeliveryJson {
  const { id, event, createdAt, attempts, nextAt, deliveredAt, problem, sentence } = delivery;
  return {
    id,
    event,
    state: deliveredAt !== null ? "delivered" : nextAt !== null ? "waiting" : "given_up",
    created_at: timeJson(createdAt),
    attempts,
    next_at: timeJsonOrNull(nextAt),
    delivered_at: timeJsonOrNull(deliveredAt),
    problem,
    ...sentenceJson(sentence),
    job_id: id.startsWith("msg_") ? id.slice("msg_".length) : null,
  };
}
