import { describeCommit } from "../commit-conformance.ts";
import { describeCommitCounts } from "../commit-counts-conformance.ts";
import { describeJobSamples } from "../job-samples-conformance.ts";
import { describeJobStore } from "../job-store-conformance.ts";
import { describeScanLibrary } from "../scan-library-conformance.ts";
import { describeVideoFacets } from "../video-facets-conformance.ts";
import { describeVideoLibrary } from "../video-library-conformance.ts";
import { describeVideoPosters } from "../video-poster-conformance.ts";
import { openSqliteUnderTest } from "./sqlite-under-test.ts";

describeJobStore(openSqliteUnderTest);
describeScanLibrary(openSqliteUnderTest);
describeCommit(openSqliteUnderTest);
describeCommitCounts(openSqliteUnderTest);
describeJobSamples(openSqliteUnderTest);
describeVideoLibrary(openSqliteUnderTest);
describeVideoFacets(openSqliteUnderTest);
describeVideoPosters(openSqliteUnderTest);
