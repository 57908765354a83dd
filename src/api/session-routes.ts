import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { answers, changing } from "./answers.ts";
import { sessionRequestSchema } from "./contract.ts";
import { ApiError } from "./error-codes.ts";
import { type GuardOptions, isSameText } from "./guard.ts";
import { forgetSession, sessionCookie, sessionOf } from "./session.ts";

const tags = ["Signing in"];
/** Somebody who has no session yet, or whose session has ended, must get here. */
const config = { isPublic: true };

/** Signing in and out, for browsers: whoever shows the token gets a cookie that is taken in its place. */
export function sessionRoutes(app: FastifyInstance, { token }: Pick<GuardOptions, "token">): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    "/session",
    {
      config,
      schema: {
        tags,
        summary: "Sign a browser in",
        description:
          "Sets the cookie `gleaner_session` for 30 days, which is taken wherever the token is. " +
          "Sets none where the server has no token, as nothing is needed there.",
        body: sessionRequestSchema,
        response: answers({ 204: z.undefined().describe("Signed in") }, changing),
      },
    },
    async (request, reply) => {
      if (token !== null) {
        if (!isSameText(request.body.token, token)) {
          throw new ApiError(
            "UNAUTHORIZED",
            "That is not the token of this server. It is what GLEANER_TOKEN was set to.",
          );
        }
        reply.header("set-cookie", sessionCookie(sessionOf(token), { secure: isHttps(request) }));
      }
      return reply.code(204).send();
    },
  );

  routes.delete(
    "/session",
    {
      config,
      schema: {
        tags,
        summary: "Sign a browser out",
        description: "Takes the cookie away. It stays valid where it was copied to; setting another token ends that.",
        response: answers({ 204: z.undefined().describe("Signed out") }, changing),
      },
    },
    async (request, reply) => {
      reply.header("set-cookie", forgetSession({ secure: isHttps(request) }));
      return reply.code(204).send();
    },
  );
}

/** Whether a browser came by https, which ends at a proxy before this server: the origin is what the browser says. */
function isHttps({ headers }: FastifyRequest): boolean {
  return headers.origin?.startsWith("https://") ?? false;
}
