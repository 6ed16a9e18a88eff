const DEEPEST_CAUSE = 5;

/** All the words there are about an error: its message and what it came from; not what then failed in cleaning up. */
export function failureText(error: unknown): string {
  if (error instanceof SuppressedError) return failureText(error.suppressed);
  const lines: string[] = [];
  for (let at: unknown = error; at instanceof Error && lines.length < DEEPEST_CAUSE; at = at.cause) {
    const { message } = at;
    if (!lines.some((line) => line.includes(message)))
      lines.push(lines.length === 0 ? message : `because: ${message}`);
  }
  return lines.length === 0 ? String(error) : lines.join("\n");
}
