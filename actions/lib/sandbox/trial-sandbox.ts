import { testEngine } from "../../../test/engine.ts";
import { testImage } from "../../../test/image.ts";
import { openSandbox } from "./open-sandbox.ts";
import type { Ended, Sandbox, SandboxSettings } from "./sandbox.ts";

const MIB = 1024 ** 2;

/** A sandbox with limits small enough to run into. */
export function openTrial(changed: Partial<SandboxSettings> = {}): Promise<Sandbox> {
  return openSandbox({
    image: testImage(),
    mirror: null,
    limits: { memoryBytes: 256 * MIB, processes: 128, diskBytes: 128 * MIB, logBytes: MIB },
    privateHosts: [],
    signal: new AbortController().signal,
    ...testEngine(),
    ...changed,
  });
}

/** What a command wrote to standard output, without the last line end. */
export function said(ended: Ended): string {
  return new TextDecoder().decode(ended.stdout).trimEnd();
}
