import { DistributionError } from "../../actions/lib/distribution/index.ts";
import { DocumentError } from "../../actions/lib/documents/index.ts";
import { networkFault } from "../../actions/lib/network/index.ts";
import { EditError } from "../../actions/lib/packages-yaml/index.ts";
import { PlanningError } from "../../actions/lib/planning/index.ts";
import { PublishingError } from "../../actions/lib/publishing/index.ts";
import { SandboxError } from "../../actions/lib/sandbox/index.ts";
import { SigningError } from "../../actions/lib/signing/index.ts";
import { StoreError, type StoreErrorCode } from "../../actions/lib/store/index.ts";
import { UpstreamError, type UpstreamErrorCode } from "../../actions/lib/upstream/index.ts";
import {
  MissingKeyError,
  messageInWords,
  SettingError,
  systemWords,
} from "../../actions/lib/workspace/index.ts";
import { CommandError, type ExitName } from "./exit-codes.ts";

/** What an error means to whoever called: an exit code, and all the words there are about it. */
export function explain(error: unknown): { exit: ExitName; text: string } {
  const exit = exitOf(error);
  if (exit === "interrupted")
    return { exit, text: "interrupted: nothing was published; run the same again to go on" };
  if (exit === "internal" && error instanceof Error) return { exit, text: error.stack ?? error.message };
  return { exit, text: withCauses(error) };
}

function exitOf(error: unknown): ExitName {
  if (error instanceof CommandError) return error.exit;
  if (isLackOfKey(error)) return "machineLacks";
  if (error instanceof SettingError) return "wrongUse";
  if (error instanceof SandboxError) return error.code === "interrupted" ? "interrupted" : "machineLacks";
  if (error instanceof PlanningError || error instanceof EditError) return "wrongUse";
  if (error instanceof UpstreamError) return exitOfRemote(error.code);
  if (error instanceof PublishingError && error.code === "unknown-name") return "wrongUse";
  if (error instanceof DistributionError) return "machineLacks";
  if (error instanceof StoreError && error.code === "other-region") return "wrongUse";
  if (error instanceof StoreError || error instanceof PublishingError) return "storeRefused";
  if (error instanceof DocumentError) return "storeRefused";
  if (error instanceof Error && /^interrupted by SIG/.test(error.message)) return "interrupted";
  return networkFault(error) === null && unreachedFile(error) === null ? "internal" : "machineLacks";
}

/** Wherever it is found that there is no key, or none that can be used, for signing or for a bucket. */
function isLackOfKey(error: unknown): boolean {
  if (error instanceof PublishingError) return error.code === "key-missing";
  if (error instanceof StoreError) return UNUSABLE_KEYS.includes(error.code);
  return error instanceof SigningError || error instanceof MissingKeyError;
}

/** Of a repository that was asked for and cannot be read: the network's fault, or a wrong address or name. */
export function exitOfRemote(code: UpstreamErrorCode): ExitName {
  if (code === "interrupted") return "interrupted";
  return code === "unreachable" ? "machineLacks" : "wrongUse";
}

const DEEPEST_CAUSE = 5;

/** What a store says of keys that it does not take, whoever they belong to. */
const UNUSABLE_KEYS: readonly StoreErrorCode[] = ["unknown-key", "wrong-secret", "ended-session"];

/** A file that this machine did not let us have, of an error that nobody has put into words. */
function unreachedFile(error: unknown): string | null {
  const words = systemWords(error);
  const path = error instanceof Error && "path" in error ? error.path : null;
  return words !== null && typeof path === "string" ? `${path}: ${words}` : null;
}

function withCauses(error: unknown): string {
  const lines: string[] = [];
  for (let at: unknown = error; at instanceof Error && lines.length < DEEPEST_CAUSE; at = at.cause) {
    const words = networkFault(at) ?? systemWords(at) ?? at.message;
    const known = lines.some((line) => line.includes(words) || line.includes(at.message));
    if (!known)
      lines.push(lines.length === 0 ? (unreachedFile(at) ?? messageInWords(at)) : `  because: ${words}`);
  }
  return lines.length === 0 ? String(error) : lines.join("\n");
}
