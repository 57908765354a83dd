/** The contents of the demo's library: its clips, and the directories, names and dates of their copies. */

/** The clips of samples/demo by subject, without their extensions. */
export const demoThemes = {
  mountains: [
    "mountains-at-dawn",
    "evening-ridges",
    "high-snow",
    "moon-over-the-pass",
    "crescent-moon",
    "lake-in-the-morning",
    "lake-under-larches",
    "green-hills",
    "teal-valley",
    "coral-evening",
  ],
  north: [
    "northern-lights",
    "cabin-in-the-snow",
    "polar-light-on-the-lake",
    "winter-night",
    "red-aurora",
    "first-snow",
    "snow-at-dawn",
  ],
  outdoors: [
    "tent-under-the-stars",
    "balloons-over-the-hills",
    "campsite-at-dusk",
    "balloon-festival",
    "balloons-over-fields",
  ],
  woods: ["forest-in-mist", "golden-woods", "green-forest", "autumn-woods", "blue-forest"],
  harbours: ["harbour-at-dawn", "harbour-by-night", "harbour-in-summer", "quay-in-the-evening"],
  sea: [
    "sail-at-sunset",
    "lighthouse",
    "regatta",
    "rowing-home",
    "cliffs",
    "moonlit-sea",
    "palm-beach",
    "lighthouse-at-sunrise",
    "white-cliffs",
    "island-evening",
    "quiet-sea",
    "grey-sea",
  ],
  underwater: ["under-the-surface", "jellyfish", "whale", "reef"],
  cities: ["city-at-night", "bridge", "city-in-the-evening", "fireworks", "skyline-in-haze", "new-year", "blue-city"],
  deserts: ["dunes", "table-mountains", "caravan", "desert-night", "pink-dunes", "canyon-country"],
  fields: ["tulips", "lavender", "rain", "rainbow", "wheat", "mill-at-dusk"],
  space: ["ringed-planet", "blue-planet", "red-planet", "gas-giant", "eclipse", "planet-rise"],
  light: [
    "silk",
    "paper-cut",
    "flowing-colours",
    "sun-rings",
    "blue-silk",
    "city-lights-blurred",
    "paper-cut-red",
    "soft-colours",
    "green-silk",
    "night-rings",
    "cool-lights",
  ],
  blossom: ["blossom", "blossom-by-moonlight"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Theme = keyof typeof demoThemes;

export interface Album {
  /** Below `Videos`. */
  readonly folder: string;
  /** Clips of these, by turns. */
  readonly themes: readonly [Theme, ...Theme[]];
  readonly count: number;
  /** The names of its files: as what they show, as cameras and series number them, or these. */
  readonly names: "titles" | "camera" | "drone" | "episodes" | readonly string[];
  /** The day of the first, such as `2019-06-21`. */
  readonly from: string;
}

export const demoAlbums: readonly Album[] = [
  { folder: "Travel/2016 Lofoten", themes: ["north", "mountains"], count: 16, names: "titles", from: "2016-02-11" },
  { folder: "Travel/2017 Namibia", themes: ["deserts"], count: 12, names: "titles", from: "2017-05-03" },
  { folder: "Travel/2018 Provence", themes: ["fields", "woods"], count: 12, names: "titles", from: "2018-07-02" },
  {
    folder: "Travel/2019 Norway",
    themes: ["harbours", "sea", "mountains"],
    count: 22,
    names: "titles",
    from: "2019-06-21",
  },
  { folder: "Travel/2020 Allgäu", themes: ["mountains", "woods"], count: 14, names: "titles", from: "2020-08-15" },
  {
    folder: "Travel/2022 Island hopping",
    themes: ["sea", "underwater"],
    count: 18,
    names: "titles",
    from: "2022-05-28",
  },
  { folder: "Travel/2023 京都 Kyoto", themes: ["blossom", "cities"], count: 8, names: "titles", from: "2023-04-01" },
  {
    folder: "Travel/2024 Interrail",
    themes: ["cities", "harbours", "mountains"],
    count: 20,
    names: "titles",
    from: "2024-07-09",
  },
  { folder: "Camera/2021-08", themes: ["sea", "outdoors"], count: 22, names: "camera", from: "2021-08-02" },
  { folder: "Camera/2022-10", themes: ["woods", "fields"], count: 18, names: "camera", from: "2022-10-08" },
  { folder: "Camera/2023-12", themes: ["north", "cities"], count: 20, names: "camera", from: "2023-12-01" },
  { folder: "Camera/2024-05", themes: ["fields", "blossom", "sea"], count: 22, names: "camera", from: "2024-05-04" },
  { folder: "Camera/2025-02", themes: ["north", "mountains"], count: 18, names: "camera", from: "2025-02-03" },
  { folder: "Drone/Coast", themes: ["sea", "harbours"], count: 18, names: "drone", from: "2023-09-10" },
  { folder: "Drone/Mountains", themes: ["mountains", "woods"], count: 18, names: "drone", from: "2024-09-14" },
  {
    folder: "Films/Documentaries/Our planets/Season 1",
    themes: ["space"],
    count: 10,
    names: "episodes",
    from: "2020-01-12",
  },
  {
    folder: "Films/Documentaries/Our planets/Season 2",
    themes: ["space"],
    count: 10,
    names: "episodes",
    from: "2021-01-17",
  },
  {
    folder: "Films/Documentaries/Below the surface",
    themes: ["underwater"],
    count: 8,
    names: "episodes",
    from: "2019-11-02",
  },
  {
    folder: "Films/Documentaries/Deserts of the world",
    themes: ["deserts"],
    count: 8,
    names: "episodes",
    from: "2018-03-20",
  },
  { folder: "Screens/Calm", themes: ["light"], count: 16, names: "titles", from: "2021-02-02" },
  { folder: "Screens/Old projector", themes: ["light", "space"], count: 14, names: "titles", from: "2015-11-30" },
  {
    folder: "Projects/Time lapse",
    themes: ["cities", "outdoors", "north"],
    count: 18,
    names: "titles",
    from: "2022-11-19",
  },
  {
    folder: "Projects/Time lapse/Rejected",
    themes: ["fields", "woods", "sea"],
    count: 12,
    names: "titles",
    from: "2022-11-20",
  },
  {
    folder: "Family",
    themes: ["outdoors", "fields", "woods", "sea"],
    count: 14,
    names: [
      "Camping at the lake",
      "Grandma's garden",
      "Walk with Großmutter",
      "First time at the sea 🌊",
      "Über den Wolken",
      "Picnic under the big tree",
      "Jonas learns to sail",
      "The day it would not stop raining",
      "Night walk with torches",
      "Balloon ride, Mama's birthday 🎈",
      "Müllers at the beach",
      "Autumn leaves",
      "Summer in the country",
      "Waiting for the ferry which was late again, and then the sun came out over the water after all (long version, uncut)",
    ],
    from: "2018-08-04",
  },
  {
    folder: "Family/Silvester & New Year",
    themes: ["cities"],
    count: 8,
    names: [
      "2017 – from the balcony",
      "2018 – from the balcony",
      "2019 – by the river",
      "2020 – alone at home",
      "2021 – from the hill",
      "2022 – in Köln",
      "2023 – from the bridge",
      "2024 – midnight",
    ],
    from: "2017-12-31",
  },
  {
    folder: "Inbox",
    themes: ["light", "north", "deserts", "harbours", "underwater"],
    count: 23,
    names: "camera",
    from: "2025-06-01",
  },
];
