/** The engine that tests use: AUTOREPO_ENGINE, else the one that answers. */
export function testEngine(): { readonly engine?: "docker" | "podman" } {
  const engine = process.env.AUTOREPO_ENGINE;
  return engine === "docker" || engine === "podman" ? { engine } : {};
}
