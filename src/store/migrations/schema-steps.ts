import { firstTables } from "./0001-first-tables.ts";
import { samplesAndPosters } from "./0002-samples-and-posters.ts";
import { videosInDirectory } from "./0003-videos-in-directory.ts";
import { retryPassingProblems } from "./0004-retry-passing-problems.ts";
import { searchAndNaturalOrder } from "./0005-search-and-natural-order.ts";
import { orderAndDeathsOfJobs } from "./0006-order-and-deaths-of-jobs.ts";
import { removedVideos } from "./0007-removed-videos.ts";
import { sourcesOfLengths } from "./0008-sources-of-lengths.ts";
import { disksOfVideos } from "./0009-disks-of-videos.ts";
import { numbersOfVideos } from "./0010-numbers-of-videos.ts";
import { directoriesOfVideos } from "./0011-directories-of-videos.ts";
import { sharedScans } from "./0012-shared-scans.ts";
import { confirmedVideos } from "./0013-confirmed-videos.ts";
import { leftPaths } from "./0014-left-paths.ts";
import { detailsOfVideos } from "./0015-details-of-videos.ts";
import { suspectVideos } from "./0016-suspect-videos.ts";
import { subtitleFiles } from "./0017-subtitle-files.ts";
import { roots } from "./0018-roots.ts";
import { checksOfVideos } from "./0019-checks-of-videos.ts";
import { movesOfVideos } from "./0020-moves-of-videos.ts";
import { schedules } from "./0021-schedules.ts";
import { fingerprints } from "./0022-fingerprints.ts";
import { totalsOfDirectories } from "./0023-totals-of-directories.ts";
import { digestsOfDirectories } from "./0024-digests-of-directories.ts";
import { savedSettings } from "./0025-saved-settings.ts";
import { filtersOfVideos } from "./0026-filters-of-videos.ts";
import { duplicates } from "./0027-duplicates.ts";
import { webhookDeliveries } from "./0028-webhook-deliveries.ts";
import { savedFilters } from "./0029-saved-filters.ts";
import { hardLinks } from "./0030-hard-links.ts";
import { sumsOfBlocks } from "./0031-sums-of-blocks.ts";
import { sentences } from "./0032-sentences.ts";
import { codecsOfSounds } from "./0033-codecs-of-sounds.ts";
import { timesOfRuns } from "./0034-times-of-runs.ts";
import type { SchemaStep } from "./schema-step.ts";

/**
 * All steps from an empty database to the present schema, by name, in the order of their names. A step that has been
 * released never changes: a later step corrects it. CONTRIBUTING.md says how to add one.
 */
export const schemaSteps: Readonly<Record<string, SchemaStep>> = {
  "0001-first-tables": firstTables,
  "0002-samples-and-posters": samplesAndPosters,
  "0003-videos-in-directory": videosInDirectory,
  "0004-retry-passing-problems": retryPassingProblems,
  "0005-search-and-natural-order": searchAndNaturalOrder,
  "0006-order-and-deaths-of-jobs": orderAndDeathsOfJobs,
  "0007-removed-videos": removedVideos,
  "0008-sources-of-lengths": sourcesOfLengths,
  "0009-disks-of-videos": disksOfVideos,
  "0010-numbers-of-videos": numbersOfVideos,
  "0011-directories-of-videos": directoriesOfVideos,
  "0012-shared-scans": sharedScans,
  "0013-confirmed-videos": confirmedVideos,
  "0014-left-paths": leftPaths,
  "0015-details-of-videos": detailsOfVideos,
  "0016-suspect-videos": suspectVideos,
  "0017-subtitle-files": subtitleFiles,
  "0018-roots": roots,
  "0019-checks-of-videos": checksOfVideos,
  "0020-moves-of-videos": movesOfVideos,
  "0021-schedules": schedules,
  "0022-fingerprints": fingerprints,
  "0023-totals-of-directories": totalsOfDirectories,
  "0024-digests-of-directories": digestsOfDirectories,
  "0025-saved-settings": savedSettings,
  "0026-filters-of-videos": filtersOfVideos,
  "0027-duplicates": duplicates,
  "0028-webhook-deliveries": webhookDeliveries,
  "0029-saved-filters": savedFilters,
  "0030-hard-links": hardLinks,
  "0031-sums-of-blocks": sumsOfBlocks,
  "0032-sentences": sentences,
  "0033-codecs-of-sounds": codecsOfSounds,
  "0034-times-of-runs": timesOfRuns,
};
