/**
 * The image that tests build in: `scripts/test` makes it and names it in AUTOREPO_TEST_IMAGE.
 * Throws with the command that helps where it is missing: nothing is skipped.
 */
export function testImage(): string {
  const image = process.env.AUTOREPO_TEST_IMAGE;
  if (image) return image;
  throw new Error(
    "AUTOREPO_TEST_IMAGE is not set: run ./scripts/test, which prepares an image and names it there",
  );
}
