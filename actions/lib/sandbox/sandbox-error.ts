/**
 * - `no-engine`: neither docker nor podman answers.
 * - `no-image`: the image is not there and cannot be pulled.
 * - `no-firewall`: a container with network was asked for and nothing here can filter it.
 * - `limits`: the machine is too small, or the engine cannot hold a limit.
 * - `private-hosts`: AUTOREPO_PRIVATE_HOSTS cannot be read.
 * - `container`: the engine refused or broke what was asked of a container.
 * - `interrupted`: the run's signal was aborted.
 */
export type SandboxErrorCode =
  | "no-engine"
  | "no-image"
  | "no-firewall"
  | "limits"
  | "private-hosts"
  | "container"
  | "interrupted";

/** What the sandbox lacks, and what to do about it. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
