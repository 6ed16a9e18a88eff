import { setTimeout as sleep } from "node:timers/promises";
import type { Forge } from "../forge/index.ts";
import type { ActionCall } from "./action-call.ts";
import { InputError } from "./inputs.ts";

/**
 * GitHub, as the step's input `token` lets it be used.
 *
 * @throws InputError without a token
 */
export async function connectGitHub({ read, context, say }: ActionCall): Promise<Forge> {
  const token = read.text("token");
  if (token === null) {
    const advice = context.isAct ? "; with act: write GITHUB_TOKEN into .secrets" : "";
    throw new InputError(`this step works with GitHub's API and has no token${advice}`);
  }
  const { apiUrl, serverUrl, repository } = context;
  // Its client takes longer to load than most steps run.
  const { connectForge } = await import("../forge/index.ts");
  return connectForge({ token, apiUrl, serverUrl, repository, clock: CLOCK, note: say });
}

export const CLOCK = {
  now: () => new Date(),
  sleep: async (milliseconds: number) => {
    await sleep(milliseconds);
  },
};
