/** Cancels at random moments on Postgres, with the same tests. */
process.env["TEST_DATABASE"] = "postgres";
await import("../cancel-at-random-moments.test.ts");
