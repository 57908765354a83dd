import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { say } from "../sentences/say.ts";
import { answers, changing } from "./answers.ts";
import type { AppOptions } from "./app-parts.ts";
import { sessionRequestSchema } from "./contract/server.ts";
import { ApiError } from "./error-codes.ts";
import { isSameText } from "./guard.ts";
import { forgetSession, sessionCookie, sessionOf } from "./session.ts";
import type { WrongTokens } from "./wrong-tokens.ts";

const tags = ["Signing in"];
/** Needs no session. */
const config = { isPublic: true };

/** Sign-in for browsers: exchanges the token for a cookie. */
export function sessionRoutes(
  app: FastifyInstance,
  options: Pick<AppOptions, "token" | "basePath"> & { readonly wrongTokens: WrongTokens },
): void {
  const { token, basePath = "", wrongTokens } = options;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    "/session",
    {
      config,
      schema: {
        tags,
        summary: "Sign a browser in",
        description:
          "Sets the cookie `gleaner_session` for 30 days. The server accepts it wherever it accepts the token. " +
          "A server without a token sets no cookie.",
        body: sessionRequestSchema,
        response: answers({ 204: z.undefined().describe("Signed in") }, changing),
      },
    },
    async (request, reply) => {
      if (token !== null) {
        wrongTokens.checkAddress(request.ip);
        if (!isSameText(request.body.token, token)) {
          await wrongTokens.wrong(request.ip);
          throw new ApiError("UNAUTHORIZED", say("wrong_token"));
        }
        reply.header("set-cookie", sessionCookie(sessionOf(token), { secure: isHttps(request), basePath }));
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
        description: "Removes the cookie. A copy of the cookie stays valid until the server gets another token.",
        response: answers({ 204: z.undefined().describe("Signed out") }, changing),
      },
    },
    async (request, reply) => {
      reply.header("set-cookie", forgetSession({ secure: isHttps(request), basePath }));
      return reply.code(204).send();
    },
  );
}

/** Whether the browser uses https. A proxy ends the encryption, so only the Origin tells. */
function isHttps({ headers }: FastifyRequest): boolean {
  return headers.origin?.startsWith("https://") ?? false;
}
