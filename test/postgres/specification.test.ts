/** The specification on Postgres, with the same tests. */
process.env["TEST_DATABASE"] = "postgres";
await import("../specification.test.ts");
