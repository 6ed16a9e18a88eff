/**
 * What git says went wrong, as one sentence: of its several lines those that tell something, without "fatal: " before each, and
 * without the advice that it gives whenever another process of its own has ended.
 */
export function gitWords(error: unknown): string {
  const said = (error instanceof Error ? error.message : String(error)).trim();
  const lines = said.split("\n").map((line) => line.replace(/^(?:fatal|error|remote): */, "").trim());
  const telling = lines.filter((line) => line !== "" && !ADVICE.test(line));
  return (telling.length === 0 ? lines : telling).join("; ");
}

const ADVICE =
  /^(?:Could not read from remote repository\.?|Please make sure you have the correct access rights|and the repository exists\.)$/;
