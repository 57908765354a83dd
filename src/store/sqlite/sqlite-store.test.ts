import { describeCommit } from "../commit-conformance.ts";
import { describeCommitCounts } from "../commit-counts-conformance.ts";
import { describeJobStore } from "../job-store-conformance.ts";
import { describeScanLibrary } from "../scan-library-conformance.ts";
import { describeVideoLibrary } from "../video-library-conformance.ts";
import { openSqliteUnderTest } from "./sqlite-under-test.ts";

describeJobStore(openSqliteUnderTest);
describeScanLibrary(openSqliteUnderTest);
describeCommit(openSqliteUnderTest);
describeCommitCounts(openSqliteUnderTest);
describeVideoLibrary(openSqliteUnderTest);
