import { z } from "zod";
import { mustBe, request } from "./request-values.ts";

export const filmQuerySchema = request({
  pass: z
    .string(mustBe("a pass"))
    .optional()
    .describe("Stands in for the token: of the address in `/videos/{id}/playlist.m3u8`"),
});

export const playlistQuerySchema = request({
  origin: z
    .string(mustBe("an origin, such as https://media.example.org"))
    .optional()
    .describe(
      "Where players reach this server, such as `https://media.example.org`: the name in the Host header, or one of " +
        "GLEANER_ALLOWED_HOSTS. Default: the Host header, with the scheme of `X-Forwarded-Proto` or else `http`",
    ),
});

export const showInFolderSchema = z.object({
  possible: z.boolean().describe("Whether the person who asks sits at the machine of the server, on a desktop"),
});
export type ShowInFolderJson = z.output<typeof showInFolderSchema>;
