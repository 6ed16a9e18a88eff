/**
 * Whether another run should follow at once: this one brought something forward, and what is left is less than it had.
 * Otherwise the schedule goes on, so that runs which only postpone never follow each other without end.
 */
export function followsNext({
  published,
  left,
  planned,
}: {
  readonly published: number;
  readonly left: number;
  readonly planned: number;
}): boolean {
  return published > 0 && left > 0 && left < planned;
}
