/**
 * With `LATE_ANSWERS_MS=500`, half of all answers of the server come so many milliseconds late, drawn at random. A test that
 * looks for something at once, which comes with another answer, then fails.
 */
const lateMs = Number(process.env["LATE_ANSWERS_MS"] ?? 0);
if (lateMs > 0) {
  const { fetch } = globalThis;
  globalThis.fetch = async (...request) => {
    const answer = await fetch(...request);
    if (Math.random() < 0.5) await new Promise((resolve) => setTimeout(resolve, lateMs));
    return answer;
  };
}
