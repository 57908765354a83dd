import { describe, expect, it, vi } from "vitest";
import { cancelsOfTab, type KeptCancel } from "./kept-cancels.ts";
import { lateScanMs } from "./scan-machine.ts";

const ofJob: KeptCancel = { kind: "job", jobId: "0b1f0a36-7d3c-4a58-8b93-0d3ad4b7a001" };
const ofStart: KeptCancel = { kind: "start", path: "/films" };

describe("the cancels that a tab of the browser keeps", () => {
  it("are those that were kept last", () => {
    expect(cancelsOfTab().read()).toEqual([]);
    cancelsOfTab().keep([ofJob, ofStart]);
    expect(cancelsOfTab().read()).toEqual([ofJob, ofStart]);
    cancelsOfTab().keep([]);
    expect(cancelsOfTab().read()).toEqual([]);
  });

  it("stay good for a job, and for a start only while its request may be on its way", () => {
    cancelsOfTab(() => 1_000).keep([ofStart, ofJob]);
    expect(cancelsOfTab(() => 1_000 + lateScanMs).read()).toEqual([ofStart, ofJob]);
    expect(cancelsOfTab(() => 1_001 + lateScanMs).read()).toEqual([ofJob]);
  });

  it("are none where something else stands in the storage", () => {
    const at = Date.now();
    for (const text of ["", "{", "null", "[]", '{"cancels":[]}', JSON.stringify({ at, cancels: [null, {}, "job"] })]) {
      sessionStorage.setItem("gleaner.cancels", text);
      expect(cancelsOfTab().read()).toEqual([]);
    }
  });

  it("are none where the browser keeps nothing", () => {
    const forbidden = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("The quota has been exceeded", "QuotaExceededError");
    });
    cancelsOfTab().keep([ofJob]);
    expect(cancelsOfTab().read()).toEqual([]);
    forbidden.mockRestore();
  });
});
