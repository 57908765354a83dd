import { hash } from "node:crypto";
import type { FileList } from "./file-list.ts";

/** @param disk the id of the disk that the files are on (`DiskIds`) */
export function digestOf(disk: string, files: FileList): string {
  return hash("sha256", `${disk}\n${files}`, "base64");
}
