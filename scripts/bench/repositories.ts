/** Repositories made up to be awkward for a schedule, and random ones of many shapes. */

export type MadeRepository = {
  /** By name, the names it depends on: all of them come before it. */
  readonly depends: ReadonlyMap<string, readonly string[]>;
  readonly seconds: ReadonlyMap<string, number>;
};

export type Recipe = {
  readonly size: number;
  readonly shape: Shape;
  readonly durations: Durations;
  readonly seed?: number;
};
type Shape = (place: number, size: number, random: () => number) => readonly number[];
type Durations = (place: number, size: number, random: () => number) => number;

export function repository({ size, shape, durations, seed = 1 }: Recipe): MadeRepository {
  const random = randomNumbers(seed * 7919 + size);
  const nameOf = (place: number) => `p${String(place).padStart(4, "0")}`;
  const places = range(size);
  const names = (some: readonly number[]) => [...new Set(some)].map(nameOf);
  return {
    depends: new Map(places.map((place) => [nameOf(place), names(shape(place, size, random))])),
    seconds: new Map(places.map((place) => [nameOf(place), durations(place, size, random)])),
  };
}

/** What a package depends on, by its place in a row in which dependencies come first. */
export const SHAPES = {
  alone: () => [],
  "a few dependencies": (place, _, random) => (random() < 0.2 ? upTo(1, place, random) : []),
  "up to two each": (place, _, random) => upTo(2, place, random),
  "up to six each": (place, _, random) => upTo(6, place, random),
  "first ones needed most": (place, _, random) =>
    upTo(3, place, random).map((one) => Math.floor(one * random() ** 2)),
  chain: (place) => (place === 0 ? [] : [place - 1]),
  "chains of ten": (place) => (place % 10 === 0 ? [] : [place - 1]),
  "chains of forty": (place) => (place % 40 === 0 ? [] : [place - 1]),
  "a chain beside": (place) => (place > 0 && place < 40 ? [place - 1] : []),
  "a toolchain below all": (place) => (place === 0 ? [] : [Math.min(place - 1, 4)]),
  "a toolchain below half": (place) =>
    place % 2 === 0 && place > 4 ? [] : place === 0 ? [] : [Math.min(place - 1, 4)],
  "four layers": (place, size, random) => fromLayerBelow(place, Math.ceil(size / 4), random),
  "one below all": (place) => (place === 0 ? [] : [0]),
  "one above all": (place, size) => (place === size - 1 ? range(place) : []),
  "a tree that widens": (place) => (place === 0 ? [] : [(place - 1) >> 1]),
  "a tree that narrows": (place, size) =>
    [1, 2].map((side) => size - 1 - (2 * (size - 1 - place) + side)).filter((one) => one >= 0),
} satisfies Readonly<Record<string, Shape>>;

/** Seconds of builds. Log-normal ones are as those recorded in durations.tsv. */
export const DURATIONS = {
  "a minute": () => 60,
  "five minutes": () => 300,
  "log-normal": (_place, _size, random) => logNormal(60, 1.2, random),
  short: (_place, _size, random) => logNormal(20, 0.8, random),
  "heavy-tailed": (_place, _size, random) => logNormal(60, 1.8, random),
  "one of two hours": (place, size, random) => (place === size - 1 ? 7200 : logNormal(60, 1.2, random)),
  "two of two hours": (place, size, random) =>
    place % (size >> 1) === 7 ? 7200 : logNormal(60, 1.2, random),
  "long ones first": (place, _, random) => (place < 5 ? 900 : logNormal(60, 1.2, random)),
} satisfies Readonly<Record<string, Durations>>;

export const SIZES = [100, 257, 512, 1000];

function fromLayerBelow(place: number, width: number, random: () => number): number[] {
  const layer = Math.floor(place / width);
  if (layer === 0) return [];
  return range(1 + (place % 3)).map(() => (layer - 1) * width + Math.floor(random() * width));
}

function upTo(most: number, place: number, random: () => number): number[] {
  if (place === 0) return [];
  return range(Math.floor(random() * (most + 1))).map(() => Math.floor(random() * place));
}

function range(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}

function logNormal(median: number, sigma: number, random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.min(7200, Math.max(5, median * Math.exp(sigma * normal)));
}

/** Mulberry32: the same numbers everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
