import type { ScanLibrary } from "../../scanning/scan-library.ts";
import { patiently } from "./patiently.ts";

/**
 * The library, whose calls are made again while the server cannot be reached. This is safe, because a batch that was
 * committed and is committed again by the same job changes nothing and counts nothing.
 */
export function patientScanLibrary(library: ScanLibrary): ScanLibrary {
  return {
    keepsDigests: library.keepsDigests,
    known: (section) => patiently(() => library.known(section)),
    unchanged: (listed) => patiently(() => library.unchanged(listed)),
    keepDigests: (directories) => patiently(() => library.keepDigests(directories)),
    chosen: (choice, query) => patiently(() => library.chosen(choice, query)),
    filesBelow: (directory, page) => patiently(() => library.filesBelow(directory, page)),
    hasVideos: (directory, where) => patiently(() => library.hasVideos(directory, where)),
    hasAnyVideo: () => patiently(() => library.hasAnyVideo()),
    fileNumbers: (directory, names) => patiently(() => library.fileNumbers(directory, names)),
    moveCandidates: (files) => patiently(() => library.moveCandidates(files)),
    lookAlikes: (files) => patiently(() => library.lookAlikes(files)),
    lastFound: (scan) => patiently(() => library.lastFound(scan)),
    commit: (lease, batch) => patiently(() => library.commit(lease, batch)),
  };
}
