import { expect, test } from "vitest";
import { mayBeOneFile } from "./may-be-one-file.ts";

const file = {
  dev: 1n,
  ino: 10n,
  nlink: 1n,
  size: 4n,
  mtimeNs: 1_200_000_000_123_456_789n,
  ctimeNs: 1_300_000_000_123_456_789n,
};
const ext4 = () => 0xef53;
const fuse = () => 0x65735546;

test.each([
  ["by the same number of a device", {}, ext4, true],
  ["on another device, with the same times", { dev: 2n }, ext4, true],
  ["on another device, with the times that SMB gives", { dev: 2n, ctimeNs: 1_300_000_000_123_456_700n }, ext4, true],
  ["on another device, with another change time", { dev: 2n, ctimeNs: 1_300_000_000_123_466_789n }, ext4, false],
  ["on another device, with another time", { dev: 2n, mtimeNs: 1_200_000_001_123_456_789n }, ext4, false],
  ["with another size", { dev: 2n, size: 5n }, ext4, false],
  ["with another number of a device that numbers its files", { ino: 11n }, ext4, false],
  ["with another number of a device that makes up numbers", { ino: 11n }, fuse, true],
  ["with another number, and with other names", { ino: 11n, nlink: 2n }, ext4, true],
] as const)("a file that is seen %s: %#", (_, changed, type, mayBe) => {
  const other = { ...file, ...changed };
  expect(mayBeOneFile(file, other, type)).toBe(mayBe);
  expect(mayBeOneFile(other, file, type)).toBe(mayBe);
});
