/** What may become of a call. */
import type { ErrorJson } from "../../../src/api/contract/errors.ts";
import type { SentenceJson } from "../../../src/api/contract/sentences.ts";
import { inOwnLanguage } from "../texts/server-texts.ts";
import { texts } from "../texts/texts.ts";
import { visibleText } from "../texts/visible-text.tsx";

/** The server answered with an error. */
export class Refused extends Error {
  override readonly name = "Refused";
  /** The HTTP status, such as 409. */
  readonly status: number;
  /** The server's error code, such as `ALREADY_TERMINAL`; `HTTP_<status>` if the answer has none. */
  readonly code: string;

  /** The message as data; see `src/sentences/sentence.ts`. */
  readonly sentence: SentenceJson | undefined;

  /** @param message for people: the problem and what to do */
  constructor(
    message: string,
    {
      status,
      code,
      sentence,
    }: { readonly status: number; readonly code: string; readonly sentence?: SentenceJson | undefined },
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.sentence = sentence;
  }
}

/** There was no answer: the network or the server is away, or a proxy reports that the server is. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** The statuses of a proxy that cannot reach its server. */
const fromProxies: ReadonlySet<number> = new Set([502, 504]);

/** @throws Unreachable; the reason of the signal */
export async function orUnreachable<Answer>(
  work: () => Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw new Unreachable(texts.errors.unreachable, { cause: error });
  }
}

export async function failureOf(status: number, text: string): Promise<Refused | Unreachable> {
  const detail = await detailOf(text);
  if (detail !== null) {
    const { message, code, sentence } = detail;
    return new Refused(visibleText(message), { status, code, sentence });
  }
  if (fromProxies.has(status)) return new Unreachable(texts.errors.unreachable);
  return new Refused(texts.errors.unexpectedAnswer(status), { status, code: `HTTP_${status}` });
}

async function detailOf(text: string): Promise<ErrorJson["detail"] | null> {
  try {
    const { detail } = await inOwnLanguage<Partial<ErrorJson>>(text);
    return typeof detail?.code === "string" && typeof detail.message === "string" ? detail : null;
  } catch {
    return null;
  }
}

/** The message for people about a failed call. */
export function messageOf(error: unknown): string {
  return error instanceof Refused || error instanceof Unreachable ? error.message : texts.errors.unexpected;
}
