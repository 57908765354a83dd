/** Tags of a file or of one of its streams, by name. libav ignores the case of names. */
import { lineFromFile, longestLanguage, longestName, longestTitle, type Media, type MediaStream } from "./media.ts";

export type Tags = Readonly<Record<string, string>>;

/** The tags that are read. ffprobe gives only those that it is asked for. */
export const namesOfTags = {
  file: ["title", "creation_time", "encoder", "software", "date"],
  stream: ["language", "title", "filename", "BPS", "BPS-eng"],
} as const;

export function fieldsFromTagsOfFile(tags: Tags): Pick<Media, "title" | "creationTime" | "encoder" | "date"> {
  return {
    title: lineFromFile(valueOf(tags, "title"), longestTitle),
    creationTime: lineFromFile(valueOf(tags, "creation_time"), longestTitle),
    // AVI has another name for it.
    encoder: lineFromFile(valueOf(tags, "encoder") ?? valueOf(tags, "software"), longestTitle),
    date: lineFromFile(valueOf(tags, "date"), longestName),
  };
}

/** @param declaredBitRate the bit rate that the stream declares itself; 0 if it does not */
export function fieldsFromTagsOfStream(
  tags: Tags,
  { kind, declaredBitRate }: { readonly kind: MediaStream["kind"]; readonly declaredBitRate: number },
): Pick<MediaStream, "language" | "title" | "bitRate"> {
  const filename = kind === "attachment" ? valueOf(tags, "filename") : undefined;
  return {
    language: lineFromFile(valueOf(tags, "language"), longestLanguage),
    title: lineFromFile(valueOf(tags, "title") ?? filename, longestTitle),
    bitRate: declaredBitRate > 0 ? declaredBitRate : bitRateIn(valueOf(tags, "BPS") ?? valueOf(tags, "BPS-eng")),
  };
}

function valueOf(tags: Tags, name: string): string | undefined {
  const key = name in tags ? name : Object.keys(tags).find((other) => other.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : tags[key];
}

function bitRateIn(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
