import { expect, test } from "vitest";
import { parseMountinfo } from "../files/mountinfo.ts";
import { isWatchable, whyUnwatchable } from "./watchable.ts";

const mounts = parseMountinfo(`22 1 254:0 / / rw - ext4 /dev/vda rw
30 22 0:40 / /mnt/nas rw - nfs4 nas:/films rw
31 22 0:41 / /mnt/share rw - cifs //nas/films rw
32 22 8:1 / /mnt/nas/usb rw - exfat /dev/sdb1 rw
33 22 0:42 / /mnt/pool rw - fuse.mergerfs a:b rw
34 22 0:43 / /mnt/windows rw - fuseblk /dev/sdc1 rw
35 22 0:44 / /home/films rw - nfs nas:/old rw
36 22 0:45 / /home/films rw - btrfs /dev/sdd1 rw`);

test.each(["/mnt/nas", "/mnt/nas/films", "/mnt/share/a", "/mnt/pool"])("%s cannot be watched", (path) => {
  expect(whyUnwatchable(path, mounts, "linux")?.message).toMatch(
    /^It is on a file system \((nfs4|cifs|fuse\.mergerfs)\) that does not tell of all changes. Give the directory a schedule/,
  );
});

test.each(["/", "/mnt", "/mnt/nas2", "/mnt/nas/usb/films", "/mnt/windows", "/home/films/a"])(
  "%s can be watched",
  (path) => {
    expect(whyUnwatchable(path, mounts, "linux")).toBeNull();
  },
);

test("other systems than Linux are not watched yet", () => {
  expect(whyUnwatchable("/Volumes/Films", [], "darwin")?.message).toContain(
    "on Linux only. Give the directory a schedule",
  );
});

test("network file systems and those of the kernel are not entered", () => {
  const proc = parseMountinfo("40 22 0:50 / /proc rw - proc proc rw");
  expect(["/", "/mnt/nas", "/mnt/nas/usb", "/proc"].map((path) => isWatchable(path, [...mounts, ...proc]))).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
