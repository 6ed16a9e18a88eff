/**
 * Letters that many fonts draw like Latin ones, of Unicode's confusables.txt (UTS #39) those that need no
 * neighbour to deceive: a word made of them alone reads as another word.
 */
export const LATIN_LOOKALIKES =
  "аеорсухіјѕһԁԛԝгпАВЕКМНОРСТХУІЈЅԌԚԜ" + // Cyrillic
  "ανορικυτχγωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + // Greek
  "օսոհցզԼՕՍ" + // Armenian
  "ⲟⲣⲥⲭΟⲞⲢⲤ"; // Coptic

/** Signs that are drawn like one of ASCII that a shell gives a meaning to, and that no NFKC form betrays. */
export const SIGN_LOOKALIKES = "∕⁄⧸╱∶ː꞉ǃ∣ǀ‐‑−∗⁎∼˜ʹʻʼˈˊˋ‛′‵ꓸ᜵";

/** Scripts with such letters; one of their letters beside a Latin one in the same word is always shown. */
export const LOOKALIKE_SCRIPTS = [
  "Cyrillic",
  "Greek",
  "Armenian",
  "Cherokee",
  "Coptic",
  "Lisu",
  "Deseret",
] as const;
