import { expect, test } from "vitest";
import { deviceOf, isMountPoint, parseMountTable, readMountTable } from "./mount-table.ts";

const table = parseMountTable(`22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:27 / /mnt rw - tmpfs tmpfs rw
31 30 0:44 / /mnt/my\\040films\\134 rw,relatime shared:5 - nfs4 nas:/films rw
32 30 0:50 / /mnt/usb rw - vfat /dev/sdb1 rw
33 32 0:51 / /mnt/usb rw - fuse.sshfs host: rw
`);

test("a path is on the device of the longest mount point above it", () => {
  expect(deviceOf("/home/films", table)).toBe("254:0");
  expect(deviceOf("/mnt", table)).toBe("0:27");
  expect(deviceOf("/mnt/usb2", table)).toBe("0:27");
  expect(deviceOf("/mnt/my films\\/2019", table)).toBe("0:44");
});

test("of several mounts at one place the last one counts", () => {
  expect(deviceOf("/mnt/usb/films", table)).toBe("0:51");
});

test("only mount points themselves are mount points", () => {
  expect(isMountPoint("/mnt/usb", table)).toBe(true);
  expect(isMountPoint("/mnt/usb/films", table)).toBe(false);
});

test("without a table a path is on the drive that it begins with", () => {
  expect(deviceOf("/Volumes/Films/2019", [])).toBe("/Volumes/Films");
  expect(deviceOf("/Users/films", [])).toBe("/");
});

test.runIf(process.platform === "linux")("the table of this machine has its root", () => {
  expect(isMountPoint("/", readMountTable())).toBe(true);
});
