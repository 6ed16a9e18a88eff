import { type Engine, lastLine } from "./engine.ts";
import type { SandboxSettings } from "./sandbox.ts";
import { SandboxError } from "./sandbox-error.ts";

export type Image = {
  /** What containers are made from: no tag can move under a run. */
  readonly id: string;
  /** What is recorded: the registry's digest, or the id of an image that no registry gave. */
  readonly digest: string;
};

/**
 * The image at hand, pulled where it is not and may be.
 *
 * @throws SandboxError `no-image`, `interrupted`
 */
export async function findImage(
  engine: Engine,
  { image: reference, signal, mayPull = true }: Pick<SandboxSettings, "image" | "signal" | "mayPull">,
): Promise<Image> {
  const present = await inspect(engine, reference);
  if (present !== null) return present;
  if (!mayPull) throw new SandboxError("no-image", `image ${JSON.stringify(reference)} is not here`);
  const pulled = await engine.try(["pull", "--quiet", reference], signal);
  if (signal.aborted) throw new SandboxError("interrupted", "interrupted while pulling the image");
  const image = pulled.exit === 0 ? await inspect(engine, reference) : null;
  if (image !== null) return image;
  throw new SandboxError(
    "no-image",
    `image ${JSON.stringify(reference)} is not here and cannot be pulled (${lastLine(pulled.stderr)}); check "image" in packages.yaml, or load the image into ${engine.kind}`,
  );
}

async function inspect(engine: Engine, reference: string): Promise<Image | null> {
  const format = "{{.Id}}\t{{json .RepoDigests}}";
  const { exit, stdout } = await engine.try(["image", "inspect", "--format", format, "--", reference]);
  if (exit !== 0) return null;
  const [name = "", digests = "null"] = stdout.trim().split("\t");
  const id = name.startsWith("sha256:") ? name : `sha256:${name}`;
  const [digest] = (JSON.parse(digests) as readonly string[] | null) ?? [];
  return { id, digest: digest?.replace(/^.*@/, "") ?? id };
}
