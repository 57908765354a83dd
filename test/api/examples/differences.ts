/** Compares the answers of a server with the examples of the API. */

/** Fields that differ from run to run, or from machine to machine. Only their type is compared. */
const varying: ReadonlySet<string> = new Set([
  "app_version",
  "detail",
  "duration_ms",
  "file",
  "free_bytes",
  "next_cursor",
  "node_version",
  "points",
  "prober",
  "worker",
]);

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * What an answer has otherwise than its example; empty if nothing. Times differ, and so do ids that the example does not
 * name in its request.
 *
 * @param ids the ids that mean the same in all examples
 * @param options.isExcerpt whether the lists of the answer may be longer
 */
export function differences(
  example: unknown,
  answer: unknown,
  ids: ReadonlySet<string>,
  { isExcerpt = false, where = "answer" }: { readonly isExcerpt?: boolean; readonly where?: string } = {},
): readonly string[] {
  if (isObject(example) && isObject(answer)) {
    // A scan that runs changes at any moment.
    const isRunning = example["status"] === "running";
    const names = new Set([...Object.keys(example), ...Object.keys(answer)]);
    return [...names].flatMap((name) => {
      const place = `${where}.${name}`;
      if (!(name in example)) return [`${place} is not in the example`];
      if (!(name in answer)) return [`${place} is in the example only`];
      if (isRunning && name !== "status") return [];
      if (varying.has(name) && typeof example[name] === typeof answer[name]) return [];
      return differences(example[name], answer[name], ids, { isExcerpt, where: place });
    });
  }
  if (Array.isArray(example) && Array.isArray(answer)) {
    if (isExcerpt) {
      const isThere = (item: unknown) => answer.some((other) => differences(item, other, ids).length === 0);
      return example.filter((item) => !isThere(item)).map((item) => `${where} lacks ${JSON.stringify(item)}`);
    }
    if (example.length !== answer.length) return [`${where} has ${answer.length} items, not ${example.length}`];
    return example.flatMap((item, index) => differences(item, answer[index], ids, { where: `${where}[${index}]` }));
  }
  if (isSame(example, answer, ids)) return [];
  return [`${where} is ${JSON.stringify(answer)}, not ${JSON.stringify(example)}`];
}

function isSame(example: unknown, answer: unknown, ids: ReadonlySet<string>): boolean {
  if (typeof example !== "string" || typeof answer !== "string") return Object.is(example, answer);
  if (uuid.test(example) && uuid.test(answer)) return !ids.has(example) || example === answer;
  return example === answer || (time.test(example) && time.test(answer));
}

/** The lines of an example of a text that are not among those of the answer, apart from ids, times and numbers. */
export function missingLines(example: string, answer: string): readonly string[] {
  const lines = new Set(answer.split(/\r?\n/).map(withoutNumbers));
  return example.split(/\r?\n/).filter((line) => !lines.has(withoutNumbers(line)));
}

function withoutNumbers(line: string): string {
  return line
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")
    .replaceAll(/\d+(?:\.\d+)?(?:e-?\d+)?/g, "0");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
