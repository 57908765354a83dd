/**
 * Slows down clients that guess the token.
 *
 * Each wrong token costs its address time. The first few are free, because people mistype. After that, each wrong token
 * is answered late. If too many answers are outstanding, requests of this address are refused without a look at their
 * token. So a guesser can try about `1000 / costMs` tokens per second, over any number of connections. The right token is
 * never answered late, and works again a few seconds after the guessing has ended.
 */

import { say } from "../sentences/say.ts";
import { ApiError } from "./error-codes.ts";

/** What one wrong token costs, in milliseconds. */
const costMs = 200;
/** How much an address may owe without waiting: ten wrong tokens. */
const freeMs = 10 * costMs;
/** How late an answer may be. */
const mostDelayMs = 3_000;
/** How many addresses are remembered. The one that was wrong longest ago is forgotten first. */
const mostAddresses = 10_000;
const logEveryMs = 60_000;

export interface WrongTokensOptions {
  /** A steady clock, in milliseconds. */
  readonly now: () => number;
  /** Resolves after so many milliseconds. */
  readonly delay: (ms: number) => Promise<void>;
  /** Told at most once a minute: how many tokens were wrong since the last call, and the latest address. */
  readonly onWrong: (wrong: { readonly count: number; readonly address: string }) => void;
}

export class WrongTokens {
  readonly #options: WrongTokensOptions;
  /** When each address has paid for its wrong tokens, the address that was wrong last at the end. */
  readonly #paidAt = new Map<string, number>();
  #sinceLog = 0;
  #loggedAt = -Infinity;

  constructor(options: WrongTokensOptions) {
    this.#options = options;
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#paidAt.size;
  }

  /**
   * Call this before the token of a request is compared.
   *
   * @throws ApiError `TOO_MANY_ATTEMPTS`
   */
  checkAddress(address: string): void {
    if (this.#owedMs(networkOf(address)) <= freeMs + mostDelayMs) return;
    const seconds = Math.ceil(mostDelayMs / 1_000);
    throw new ApiError("TOO_MANY_ATTEMPTS", say("too_many_attempts", { seconds }));
  }

  /** Call this when the token of a request was wrong. Resolves when the request may be answered. */
  async wrong(address: string): Promise<void> {
    const network = networkOf(address);
    const owedMs = this.#owedMs(network) + costMs;
    this.#paidAt.delete(network);
    this.#forgetPaid();
    this.#paidAt.set(network, this.#options.now() + owedMs);
    this.#log(address);
    if (owedMs > freeMs) await this.#options.delay(owedMs - freeMs);
  }

  #owedMs(network: string): number {
    return Math.max(0, (this.#paidAt.get(network) ?? 0) - this.#options.now());
  }

  #forgetPaid(): void {
    const now = this.#options.now();
    for (const [network, paidAt] of this.#paidAt) {
      if (paidAt > now && this.#paidAt.size < mostAddresses) return;
      this.#paidAt.delete(network);
    }
  }

  #log(address: string): void {
    this.#sinceLog += 1;
    const now = this.#options.now();
    if (now - this.#loggedAt < logEveryMs) return;
    this.#options.onWrong({ count: this.#sinceLog, address });
    this.#loggedAt = now;
    this.#sinceLog = 0;
  }
}

/** An IPv6 customer has at least 2^64 addresses, so they count as one: the first four groups. */
function networkOf(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address;
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].slice(0, 4).join(":");
}
