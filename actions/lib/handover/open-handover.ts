import { join } from "node:path";
import { artifactHandover } from "./artifact-handover.ts";
import { emptyFolder, folderHandover } from "./folder-handover.ts";
import type { Handover } from "./handover.ts";

export type HandoverPlace = {
  /** Under act no artefact can be uploaded (platform facts B2a). */
  readonly isAct: boolean;
  readonly cacheFolder: string;
  /** "owner/name" */
  readonly repository: string;
  readonly workflow: string;
};

/** Where jobs of this run hand over: artefacts on GitHub, a folder under act. */
export function openHandover(place: HandoverPlace): Handover {
  if (place.isAct) return folderHandover(folderOf(place));
  return artifactHandover(async () => {
    // Its HTTP clients take most of a second to load.
    const { DefaultArtifactClient } = await import("@actions/artifact");
    return new DefaultArtifactClient();
  });
}

/** For the first job of a run: act's runs all have the same number, so one finds what the last one left. */
export async function beginRun(place: HandoverPlace): Promise<void> {
  if (place.isAct) await emptyFolder(folderOf(place));
}

function folderOf({ cacheFolder, repository, workflow }: HandoverPlace): string {
  return join(cacheFolder, "act", ...repository.split("/"), workflow || "workflow");
}
