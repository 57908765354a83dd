/**
 * The table of disasters: what can happen to disks, directories and files, and what the library must hold afterwards. Each
 * row happens in a place of its own, in every way of `table.test.ts`.
 */
import { copyFile, link, mkdir, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { copyClip } from "../clip-tree.ts";
import type { Disks } from "../scanning/disks.ts";

/** The files of each place, with their clips. `films`, `albums` and `usb` are directories of the library. */
export const filesOfPlace = {
  "films/a.mp4": "av1-opus.mp4",
  "films/d/b.mp4": "hevc-10-bit-60-fps.mp4",
  "films/d/e/c.mp4": "rotated-90.mp4",
  "albums/x.mp4": "h264-fragmented.mp4",
} as const;

export interface Row {
  readonly what: string;
  /** Further preparations before the first scan. */
  readonly before?: (place: Place) => Promise<void>;
  /** The paths of the files of these preparations. */
  readonly begins?: readonly string[];
  readonly steps: readonly [Step, ...Step[]];
}

/** Something happens, and all directories are scanned. */
export interface Step {
  readonly happens: (place: Place) => Promise<void>;
  /**
   * What is now at a path: the video of which path at the beginning, a `new` one, or null, none. Of other paths: what was there
   * before the step.
   */
  readonly holds?: Readonly<Record<string, string | null>>;
  /** The paths of all videos that are marked missing then. Those that `holds` has, too, were displaced. Default: none. */
  readonly missing?: readonly string[];
  /** The files that the scans read. Default: none. */
  readonly reads?: readonly string[];
  /** What the scans count. Default: what follows from the above. */
  readonly counts?: { readonly updated?: number; readonly excluded?: number };
}

/** The name of the disk of `usb`. */
const usbDisk = "usb";

/** The directories of one row. Paths begin with `films/`, `albums/` or `usb/`. */
export class Place {
  readonly #base: string;
  readonly #name: string;
  readonly #disks: Disks;

  constructor(base: string, name: string, disks: Disks) {
    this.#base = base;
    this.#name = name;
    this.#disks = disks;
  }

  // The calls below are properties, so that a row can name those that it needs.

  /** The real path. */
  readonly at = (path: string): string => {
    const [root = "", ...names] = path.split("/");
    return join(this.#base, root, this.#name, ...names);
  };

  /** The path in the table, or null if the file belongs to another place. */
  nameOf(path: string): string | null {
    const [root = "", place, ...names] = path.slice(this.#base.length + 1).split("/");
    return place === this.#name ? [root, ...names].join("/") : null;
  }

  /** A path outside of all directories of the library. */
  readonly outside = (name: string): string => this.at(`outside/${name}`);

  readonly move = async (from: string, to: string): Promise<void> => {
    await mkdir(dirname(this.at(to)), { recursive: true });
    await rename(this.at(from), this.at(to));
  };

  readonly remove = (path: string): Promise<void> => rm(this.at(path), { recursive: true });
  readonly make = (path: string, clip = "single-picture.ts"): Promise<void> => copyClip(clip, this.at(path));

  /** Copies a file with its times, as programs do that move it to another disk. */
  readonly copy = async (from: string, to: string): Promise<void> => {
    await mkdir(dirname(this.at(to)), { recursive: true });
    await copyFile(this.at(from), this.at(to));
    const { atime, mtime } = await stat(this.at(from));
    await utimes(this.at(to), atime, mtime);
  };

  readonly write = (path: string, text = ""): Promise<void> => writeFile(this.at(path), text);

  /** Mounts a disk of `makeDisk`. */
  readonly plugIn = async (at: string, name = "disk"): Promise<void> => {
    await mkdir(this.at(at), { recursive: true });
    await this.#disks.mount(`${this.#name} ${name}`, this.at(at));
  };

  /** Mounts the disk of `makeUsb` as the directory `usb` of the library. */
  readonly plugInUsb = (): Promise<void> => this.#disks.mount(usbDisk, join(this.#base, "usb"));

  /** Makes a disk with `u.m4v`. Only one row may do so. */
  readonly makeUsb = async (): Promise<void> => {
    const content = await this.#disks.make(usbDisk);
    await copyClip("cover-before-picture.m4v", join(content, this.#name, "u.m4v"));
  };

  readonly unplugUsb = (): Promise<void> => this.#disks.unmount(join(this.#base, "usb"));

  readonly unplug = (at: string): Promise<void> => this.#disks.unmount(this.at(at));

  /** Makes a disk with these files. */
  readonly makeDisk = async (name: string, ...files: string[]): Promise<void> => {
    const content = await this.#disks.make(`${this.#name} ${name}`);
    for (const file of files) await copyClip("cover-before-picture.m4v", join(content, file));
  };
}

/** A disk with two films is mounted at `films/disk`. */
const withDisk = async ({ makeDisk, plugIn }: Place): Promise<void> => {
  await makeDisk("disk", "1.m4v", "deep/2.m4v");
  await plugIn("films/disk");
};

const onDisk = ["films/disk/1.m4v", "films/disk/deep/2.m4v"] as const;

const nothing = async (): Promise<void> => {};

export const rows: readonly Row[] = [
  { what: "nothing", steps: [{ happens: nothing }] },
  {
    what: "a file is deleted, and restored later",
    steps: [
      {
        happens: async ({ copy, remove }) => {
          await copy("films/a.mp4", "outside/a.mp4");
          await remove("films/a.mp4");
        },
        missing: ["films/a.mp4"],
      },
      {
        happens: ({ copy }) => copy("outside/a.mp4", "films/a.mp4"),
        reads: ["films/a.mp4"],
        counts: { updated: 1 },
      },
    ],
  },
  {
    what: "a file is moved away, and comes back",
    steps: [
      { happens: ({ move }) => move("films/a.mp4", "outside/a.mp4"), missing: ["films/a.mp4"] },
      { happens: ({ move }) => move("outside/a.mp4", "films/a.mp4") },
    ],
  },
  {
    what: "a file is moved away, and comes back under another name",
    steps: [
      { happens: ({ move }) => move("films/a.mp4", "outside/a.mp4"), missing: ["films/a.mp4"] },
      {
        happens: ({ move }) => move("outside/a.mp4", "albums/z.mp4"),
        holds: { "films/a.mp4": null, "albums/z.mp4": "films/a.mp4" },
      },
    ],
  },
  {
    what: "a directory is deleted",
    steps: [{ happens: ({ remove }) => remove("films/d"), missing: ["films/d/b.mp4", "films/d/e/c.mp4"] }],
  },
  {
    what: "a directory is emptied",
    steps: [
      {
        happens: async ({ at, remove }) => {
          await remove("films/d");
          await mkdir(at("films/d"));
        },
        missing: ["films/d/b.mp4", "films/d/e/c.mp4"],
      },
    ],
  },
  {
    what: "a directory is moved away, and comes back",
    steps: [
      { happens: ({ move }) => move("films/d", "outside/d"), missing: ["films/d/b.mp4", "films/d/e/c.mp4"] },
      { happens: ({ move }) => move("outside/d", "films/d") },
    ],
  },
  {
    what: "a file is renamed, and back",
    steps: [
      {
        happens: ({ move }) => move("films/a.mp4", "films/z.mp4"),
        holds: { "films/a.mp4": null, "films/z.mp4": "films/a.mp4" },
      },
      {
        happens: ({ move }) => move("films/z.mp4", "films/a.mp4"),
        holds: { "films/a.mp4": "films/a.mp4", "films/z.mp4": null },
      },
    ],
  },
  {
    what: "a directory is renamed, and with it the one in it",
    steps: [
      {
        happens: async ({ move }) => {
          await move("films/d/e", "films/d/f");
          await move("films/d", "films/g");
        },
        holds: {
          "films/d/b.mp4": null,
          "films/d/e/c.mp4": null,
          "films/g/b.mp4": "films/d/b.mp4",
          "films/g/f/c.mp4": "films/d/e/c.mp4",
        },
      },
    ],
  },
  {
    what: "a file is moved to another directory of the library, and back",
    steps: [
      {
        happens: ({ move }) => move("films/a.mp4", "albums/new/a.mp4"),
        holds: { "films/a.mp4": null, "albums/new/a.mp4": "films/a.mp4" },
      },
      {
        happens: ({ move }) => move("albums/new/a.mp4", "films/a.mp4"),
        holds: { "films/a.mp4": "films/a.mp4", "albums/new/a.mp4": null },
      },
    ],
  },
  {
    what: "a directory is moved to another directory of the library",
    steps: [
      {
        happens: ({ move }) => move("films/d", "albums/d"),
        holds: {
          "films/d/b.mp4": null,
          "films/d/e/c.mp4": null,
          "albums/d/b.mp4": "films/d/b.mp4",
          "albums/d/e/c.mp4": "films/d/e/c.mp4",
        },
      },
    ],
  },
  {
    what: "files of two directories of the library change places",
    steps: [
      {
        happens: async ({ move }) => {
          await move("films/a.mp4", "albums/a.mp4");
          await move("albums/x.mp4", "films/x.mp4");
        },
        holds: {
          "films/a.mp4": null,
          "albums/x.mp4": null,
          "albums/a.mp4": "films/a.mp4",
          "films/x.mp4": "albums/x.mp4",
        },
      },
    ],
  },
  {
    what: "a file is copied to another directory of the library, and deleted in the first",
    steps: [
      {
        happens: async ({ copy, remove }) => {
          await copy("films/a.mp4", "albums/a.mp4");
          await remove("films/a.mp4");
        },
        holds: { "films/a.mp4": null, "albums/a.mp4": "films/a.mp4" },
      },
    ],
  },
  {
    what: "a file is copied",
    steps: [
      {
        happens: ({ copy }) => copy("films/a.mp4", "albums/a.mp4"),
        holds: { "albums/a.mp4": "new" },
        reads: ["albums/a.mp4"],
      },
    ],
  },
  {
    what: "two files exchange their names",
    steps: [
      {
        happens: async ({ move }) => {
          await move("films/a.mp4", "outside/a.mp4");
          await move("films/d/b.mp4", "films/a.mp4");
          await move("outside/a.mp4", "films/d/b.mp4");
        },
        holds: { "films/a.mp4": "films/d/b.mp4", "films/d/b.mp4": "films/a.mp4" },
      },
    ],
  },
  {
    what: "a file is moved over another one, and back",
    steps: [
      {
        happens: ({ move }) => move("films/a.mp4", "films/d/b.mp4"),
        holds: { "films/d/b.mp4": "films/a.mp4", "films/a.mp4": "films/d/b.mp4" },
        missing: ["films/a.mp4"],
      },
      {
        happens: ({ move }) => move("films/d/b.mp4", "films/a.mp4"),
        holds: { "films/a.mp4": "films/a.mp4", "films/d/b.mp4": "films/d/b.mp4" },
        missing: ["films/d/b.mp4"],
      },
    ],
  },
  {
    what: "a file is moved over one of another directory of the library",
    steps: [
      {
        happens: ({ move }) => move("films/a.mp4", "albums/x.mp4"),
        holds: { "albums/x.mp4": "films/a.mp4", "films/a.mp4": "albums/x.mp4" },
        missing: ["films/a.mp4"],
      },
    ],
  },
  {
    what: "a file is replaced by another one",
    steps: [
      {
        happens: async ({ make, remove }) => {
          await remove("films/a.mp4");
          await make("films/a.mp4");
        },
        reads: ["films/a.mp4"],
        counts: { updated: 1 },
      },
    ],
  },
  {
    what: "a file is replaced by another one of the same size and time",
    steps: [
      {
        happens: async ({ copy, remove, move }) => {
          await copy("films/a.mp4", "outside/a.mp4");
          await remove("films/a.mp4");
          await move("outside/a.mp4", "films/a.mp4");
        },
        // It tells the same, so nothing is updated.
        reads: ["films/a.mp4"],
      },
    ],
  },
  {
    what: "a file is renamed, and another one takes its name",
    steps: [
      {
        happens: async ({ move, make }) => {
          await move("films/a.mp4", "films/z.mp4");
          await make("films/a.mp4");
        },
        holds: { "films/a.mp4": "new", "films/z.mp4": "films/a.mp4" },
        reads: ["films/a.mp4"],
      },
    ],
  },
  {
    what: "a file is touched",
    steps: [
      {
        happens: ({ at }) => utimes(at("films/a.mp4"), 1_600_000_000, 1_600_000_000),
        reads: ["films/a.mp4"],
        counts: { updated: 1 },
      },
    ],
  },
  {
    what: "a directory is replaced by a link to where it is now, and comes back",
    steps: [
      {
        happens: async ({ at, move, outside }) => {
          await move("films/d", "outside/d");
          await symlink(outside("d"), at("films/d"));
        },
      },
      {
        happens: async ({ move, remove }) => {
          await remove("films/d");
          await move("outside/d", "films/d");
        },
      },
    ],
  },
  {
    what: "a file gets a second name",
    steps: [
      {
        happens: ({ at }) => link(at("films/a.mp4"), at("films/z.mp4")),
        holds: { "films/z.mp4": "new" },
        // The change time of both has changed.
        reads: ["films/a.mp4", "films/z.mp4"],
      },
    ],
  },
  {
    what: "two names of one file are changed together",
    before: ({ at }) => link(at("films/a.mp4"), at("films/b.mp4")),
    begins: ["films/b.mp4"],
    steps: [
      {
        happens: async ({ move }) => {
          await move("films/a.mp4", "films/y.mp4");
          await move("films/b.mp4", "films/z.mp4");
        },
        holds: {
          "films/a.mp4": null,
          "films/b.mp4": null,
          "films/y.mp4": "films/a.mp4",
          "films/z.mp4": "films/b.mp4",
        },
      },
    ],
  },
  {
    what: "a directory is left out, and a file is renamed out of it",
    steps: [
      {
        happens: async ({ move, write }) => {
          await write("films/.gleanerignore", "d/\n");
          await move("films/d/e/c.mp4", "films/z.mp4");
        },
        holds: { "films/d/b.mp4": null, "films/d/e/c.mp4": null, "films/z.mp4": "films/d/e/c.mp4" },
        counts: { excluded: 1 },
      },
    ],
  },
  {
    what: "files are moved to another directory of the library, and their old places are left out",
    steps: [
      {
        happens: async ({ move, write }) => {
          await write("films/.gleanerignore", "/a.mp4\n/d/\n");
          await move("films/a.mp4", "albums/a.mp4");
          await move("films/d/e", "albums/e");
        },
        holds: {
          "films/a.mp4": null,
          "films/d/b.mp4": null,
          "films/d/e/c.mp4": null,
          "albums/a.mp4": "films/a.mp4",
          "albums/e/c.mp4": "films/d/e/c.mp4",
        },
        counts: { excluded: 1 },
      },
    ],
  },
  {
    what: "a directory is left out, and deleted",
    steps: [
      {
        happens: async ({ remove, write }) => {
          await write("films/.gleanerignore", "/d/\n");
          await remove("films/d");
        },
        missing: ["films/d/b.mp4", "films/d/e/c.mp4"],
      },
    ],
  },
  {
    what: "a directory is left out, and no longer",
    steps: [
      {
        happens: ({ write }) => write("films/d/e/.nomedia"),
        holds: { "films/d/e/c.mp4": null },
        counts: { excluded: 1 },
      },
      {
        happens: ({ remove }) => remove("films/d/e/.nomedia"),
        holds: { "films/d/e/c.mp4": "new" },
        reads: ["films/d/e/c.mp4"],
      },
    ],
  },
  {
    what: "a disk is unplugged, and plugged in again",
    before: withDisk,
    begins: onDisk,
    steps: [{ happens: ({ unplug }) => unplug("films/disk") }, { happens: ({ plugIn }) => plugIn("films/disk") }],
  },
  {
    what: "a disk is unplugged while a file of another disk is deleted",
    before: withDisk,
    begins: onDisk,
    steps: [
      {
        happens: async ({ unplug, remove }) => {
          await unplug("films/disk");
          await remove("films/d");
        },
        missing: ["films/d/b.mp4", "films/d/e/c.mp4"],
      },
    ],
  },
  {
    what: "a disk is plugged in at another place",
    before: withDisk,
    begins: onDisk,
    steps: [
      {
        happens: async ({ unplug, plugIn }) => {
          await unplug("films/disk");
          await plugIn("albums/disk");
        },
        holds: {
          "films/disk/1.m4v": null,
          "films/disk/deep/2.m4v": null,
          "albums/disk/1.m4v": "films/disk/1.m4v",
          "albums/disk/deep/2.m4v": "films/disk/deep/2.m4v",
        },
      },
    ],
  },
  {
    what: "another disk is plugged in, and then the first one",
    before: async (place) => {
      await withDisk(place);
      await place.makeDisk("other", "3.m4v");
    },
    begins: onDisk,
    steps: [
      {
        happens: async ({ unplug, plugIn }) => {
          await unplug("films/disk");
          await plugIn("films/disk", "other");
        },
        holds: { "films/disk/3.m4v": "new" },
        reads: ["films/disk/3.m4v"],
      },
      {
        happens: async ({ unplug, plugIn }) => {
          await unplug("films/disk");
          await plugIn("films/disk");
        },
      },
    ],
  },
  {
    what: "a directory of the library that is a disk is unplugged, and plugged in again",
    before: async ({ makeUsb, plugInUsb }) => {
      await makeUsb();
      await plugInUsb();
    },
    begins: ["usb/u.m4v"],
    steps: [{ happens: ({ unplugUsb }) => unplugUsb() }, { happens: ({ plugInUsb }) => plugInUsb() }],
  },
  {
    what: "a file is deleted on a disk",
    before: withDisk,
    begins: onDisk,
    steps: [{ happens: ({ remove }) => remove("films/disk/deep"), missing: ["films/disk/deep/2.m4v"] }],
  },
  {
    what: "a file is moved to another disk",
    before: withDisk,
    begins: onDisk,
    steps: [
      {
        happens: async ({ copy, remove }) => {
          await copy("films/a.mp4", "films/disk/a.mp4");
          await remove("films/a.mp4");
        },
        holds: { "films/a.mp4": null, "films/disk/a.mp4": "films/a.mp4" },
      },
    ],
  },
];
