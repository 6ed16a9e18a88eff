import { openWorkspace as open, type Workspace } from "../../actions/lib/workspace/index.ts";
import type { Call } from "./verb.ts";

/** Of verbs that work on the store: `file:` and a folder as seen from here, or `s3://bucket/prefix`. */
export const STORE_OPTION = { store: { type: "string" } } as const;

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
