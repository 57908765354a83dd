/** What `gleaner doctor` has found out about one thing. */
export interface Finding {
  readonly ok: boolean;
  readonly about: string;
  readonly detail: string;
}

/** Where the text of a finding begins. */
export const detailColumn = 16;

export function findingLine({ ok, about, detail }: Finding): string {
  return `${ok ? "ok  " : "FAIL"}  ${about.padEnd(9)} ${detail}`;
}
