import type { ForgetLibrary } from "../forgetting/forget-library.ts";
import { beingForgotten } from "../scanning/being-forgotten.ts";
import { ApiError } from "./error-codes.ts";

/**
 * Refuses the scan of a directory whose videos are being forgotten. It would find some of them in the library, and leave them
 * out of it. A scan that slips through fails when it begins: see `scan-handler.ts`.
 *
 * @throws ApiError `FORGET_ACTIVE`; StoreError
 */
export async function requireNotForgotten(
  path: string,
  forgetting: Pick<ForgetLibrary, "forgetsAround">,
): Promise<void> {
  const job = await forgetting.forgetsAround(path);
  if (job !== null) throw new ApiError("FORGET_ACTIVE", beingForgotten(path, job));
}
