import { expect, test } from "vitest";
import { parseMountinfo } from "./mountinfo.ts";

const first = (line: string) => parseMountinfo(line)[0];

test("a mount has its id, device, mount point, type, source and the options of its file system", () => {
  expect(first("36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue")).toEqual({
    id: "36",
    device: "98:0",
    root: "/mnt1",
    mountPoint: "/mnt2",
    type: "ext3",
    source: "/dev/root",
    options: "rw,errors=continue",
  });
});

test("a mount may have no optional field, or several", () => {
  expect(first("1 2 0:1 / /a rw - tmpfs none rw")).toMatchObject({ mountPoint: "/a", type: "tmpfs", source: "none" });
  expect(first("1 2 0:1 / /a rw shared:5 master:2 propagate_from:1 - tmpfs none rw")).toMatchObject({ type: "tmpfs" });
});

test("blanks, tabs, line breaks, backslashes and hyphens in names are kept", () => {
  expect(first(String.raw`1 2 0:1 / /a\040-\011b\012c\134d rw - fuse my\040nas: rw`)).toMatchObject({
    mountPoint: "/a -\tb\nc\\d",
    source: "my nas:",
  });
  expect(first(String.raw`1 2 0:1 / /\134040 rw - fuse - rw`)).toMatchObject({ mountPoint: "/\\040", source: "-" });
  expect(first("1 2 0:1 / /Ärger/夏 rw - nfs4 nas:/Ärger rw")).toMatchObject({ mountPoint: "/Ärger/夏" });
});

test("an empty source, as some FUSE file systems have it, is a source", () => {
  expect(first("1 2 0:1 / /a rw - fuse  rw")).toMatchObject({ type: "fuse", source: "", options: "rw" });
});

test("lines that make no sense are left out", () => {
  expect(
    parseMountinfo("\nnonsense\n1 2 0:1 / /a rw\n1 2 0:1 / /b rw - tmpfs\n1 2 0:1 / /c rw - tmpfs none rw\n"),
  ).toMatchObject([{ mountPoint: "/c" }]);
});
