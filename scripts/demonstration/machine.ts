import { join } from "node:path";
import { ask, CommandFailure } from "./command.ts";
import type { DemoOptions } from "./options.ts";

/** What the demo needs of this machine; made or installed where it is missing. */
export type Machine = {
  readonly image: string;
  /** Of core and extra; empty for the default. */
  readonly mirror: string;
};

/** Throws what a script of `scripts/setup` says where this machine lacks something. */
export async function findMachine(root: string, { workflows }: DemoOptions): Promise<Machine> {
  const setup = join(root, "scripts/setup");
  await ask([join(setup, "docker")]);
  if (workflows) await findAct(setup);
  const image = await ask([join(setup, "image")]);
  return { image, mirror: await ask([join(setup, "mirror"), image]) };
}

/** The user's own, else the one that is built for the demo and for tests. */
async function findAct(setup: string): Promise<string> {
  try {
    return await ask(["sh", "-c", "command -v act"]);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return await ask([join(setup, "act")]);
  }
}
