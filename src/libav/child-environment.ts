/**
 * The environment of child processes that read media. Programs that read files from anywhere must not see secrets of
 * this process, such as GLEANER_TOKEN or DATABASE_URL, so a child gets only the variables named here.
 *
 * NODE_OPTIONS is left out as well: whatever it loads into this process, such as a debugger, is not meant for a child.
 */
const passedOn: ReadonlySet<string> = new Set([
  // Finding programs, libraries and a place for temporary files.
  "PATH",
  "HOME",
  "LD_LIBRARY_PATH",
  "DYLD_LIBRARY_PATH",
  "TMPDIR",
  // The language of error messages, and the time zone.
  "LANG",
  "LANGUAGE",
  "TZ",
  // Windows cannot start most programs without these.
  "PATHEXT",
  "SYSTEMDRIVE",
  "SYSTEMROOT",
  "TEMP",
  "TMP",
  "WINDIR",
  // Tells node-av to load a binding that was built on this machine.
  "AV_FROM_SOURCE",
]);

/** The variables of this process that a child may see. */
export function childEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const entries = Object.entries(environment);
  return Object.fromEntries(entries.filter(([name]) => passedOn.has(name.toUpperCase()) || name.startsWith("LC_")));
}
