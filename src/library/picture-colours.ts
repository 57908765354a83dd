/** Names for the colours of a picture. Probers take them from here, because the schemas of streams take long to load. */

/** How the picture shows more than standard dynamic range. `sdr` for all that nothing calls HDR. */
export const hdrKinds = ["sdr", "hdr10", "hdr10+", "hlg", "dolby_vision"] as const;
export type HdrKind = (typeof hdrKinds)[number];

export const masteringPrimaries = ["bt709", "display_p3", "bt2020"] as const;
