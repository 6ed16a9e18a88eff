export type Colour = "red" | "green" | "yellow" | "blue" | "cyan" | "magenta" | "dim" | "bold";

/** Wraps text in a colour; the identity where there is no colour. */
export type Paint = (colour: Colour | null, text: string) => string;

export function painter(colour: boolean): Paint {
  return (name, text) =>
    colour && name !== null && text !== "" ? `\x1b[${CODES[name]}m${text}\x1b[0m` : text;
}

const CODES: Readonly<Record<Colour, number>> = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
};
