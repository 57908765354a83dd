/** Exports over HTTP, from a library on Postgres. */
import { startApi } from "../api/start-api.ts";
import { describeExports } from "../conformance/exports.ts";
import { openPostgresUnderTest } from "../store/postgres-under-test.ts";

describeExports(() => startApi({ openStore: () => openPostgresUnderTest({ now: () => new Date() }) }));
