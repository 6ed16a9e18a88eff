import { openWorkspace as open, type Workspace } from "../../actions/lib/workspace/index.ts";
import type { Call } from "./verb.ts";

/**
 * The workspace that a call's options name; with `fromHeads` that of the sibling repository `<name>-heads`.
 *
 * @throws SettingError
 */
export async function openWorkspace(call: Call, fromHeads = false): Promise<Workspace> {
  const { manifest, store } = call.values;
  const file = typeof manifest === "string" ? manifest : "packages.yaml";
  return await open(call, { file, store: typeof store === "string" ? store : null, fromHeads });
}
