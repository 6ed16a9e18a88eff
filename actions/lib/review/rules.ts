import { BEHAVIOUR_RULES } from "./behaviour/index.ts";
import type { Rule } from "./rule.ts";
import { aurUnknown, maintainerChanged, newInAur, orphaned, outOfDate } from "./rules/aur/aur-facts.ts";
import { checksumCount } from "./rules/checksums/count.ts";
import { checksumSameVersion } from "./rules/checksums/same-version.ts";
import { checksumSkipped } from "./rules/checksums/skipped.ts";
import { checksumWeaker } from "./rules/checksums/weaker.ts";
import { dependencyChanges } from "./rules/dependencies/dependency-changes.ts";
import { packageManager } from "./rules/dependencies/package-manager.ts";
import { binaryFile, disguisedFile } from "./rules/files/binaries.ts";
import { fileChanges } from "./rules/files/file-changes.ts";
import { oddFileName } from "./rules/files/file-names.ts";
import { gitAttributes, lfsPointer } from "./rules/files/git-files.ts";
import { submodule, symbolicLink } from "./rules/files/links.ts";
import { modeFlip } from "./rules/files/modes.ts";
import { commitDate } from "./rules/history/commit-date.ts";
import { historyRewritten, historyUnknown, pinVanished } from "./rules/history/rewritten.ts";
import { keysAdded, keysRemoved, signatureRemoved } from "./rules/keys/valid-keys.ts";
import {
  joinsGroups,
  officialName,
  packageNames,
  replacesPackages,
  standsInFor,
} from "./rules/names/package-names.ts";
import { foreignBackup } from "./rules/recipe/foreign-backup.ts";
import { functionChanges } from "./rules/recipe/function-changes.ts";
import {
  scriptletAdded,
  scriptletHidden,
  scriptletMissing,
  scriptletRemoved,
} from "./rules/recipe/install-scriptlet.ts";
import { maintainerLine } from "./rules/recipe/maintainer-line.ts";
import { makepkgSettings } from "./rules/recipe/makepkg-settings.ts";
import { recipeFields } from "./rules/recipe/recipe-fields.ts";
import { srcinfoDiffers } from "./rules/recipe/srcinfo.ts";
import { topLevelCode } from "./rules/recipe/top-level-code.ts";
import { unresolved } from "./rules/recipe/unresolved.ts";
import { changedEntries } from "./rules/sources/changed-entries.ts";
import { duplicateName } from "./rules/sources/duplicate-name.ts";
import { foreignRepository } from "./rules/sources/foreign-repository.ts";
import { pinLost, pinMissing, pinMovedSameVersion } from "./rules/sources/git-pins.ts";
import { ipAddress, onionHost, pasteOrShortener, userinfo } from "./rules/sources/hidden-host.ts";
import { insecureTransport } from "./rules/sources/insecure-transport.ts";
import { listedSources } from "./rules/sources/listed-sources.ts";
import { newOrigin } from "./rules/sources/new-origin.ts";
import { oddScheme } from "./rules/sources/odd-scheme.ts";
import { overwrittenArray } from "./rules/sources/overwritten-array.ts";
import { farRight, longLine } from "./rules/text/far-right.ts";
import { hiddenCharacters } from "./rules/text/hidden-characters.ts";
import { binaryInScript, notUtf8 } from "./rules/text/not-text.ts";
import { epochRaised, sameVersion, versionDown } from "./rules/version/version-steps.ts";

/** What the change means: who vouches for it, what it takes from where, what it is called, what its files are. */
const MEANING_RULES: readonly Rule[] = [
  historyRewritten,
  pinVanished,
  binaryInScript,
  hiddenCharacters,
  farRight,
  scriptletHidden,
  binaryFile,
  disguisedFile,
  maintainerChanged,
  orphaned,
  newInAur,
  officialName,
  replacesPackages,
  onionHost,
  userinfo,
  ipAddress,
  pasteOrShortener,
  foreignRepository,
  duplicateName,
  overwrittenArray,
  newOrigin,
  checksumSameVersion,
  checksumSkipped,
  checksumWeaker,
  pinLost,
  keysRemoved,
  keysAdded,
  signatureRemoved,
  insecureTransport,
  scriptletAdded,
  packageManager,
  foreignBackup,
  topLevelCode,
  makepkgSettings,
  symbolicLink,
  submodule,
  gitAttributes,
  oddFileName,
  longLine,
  notUtf8,
  epochRaised,
  versionDown,
  packageNames,
  standsInFor,
  aurUnknown,
  historyUnknown,
  unresolved,
];

/** What only informs; in the order in which a reader asks. */
const FACTS: readonly Rule[] = [
  listedSources,
  changedEntries,
  pinMovedSameVersion,
  pinMissing,
  oddScheme,
  checksumCount,
  dependencyChanges,
  functionChanges,
  fileChanges,
  scriptletMissing,
  scriptletRemoved,
  modeFlip,
  lfsPointer,
  joinsGroups,
  recipeFields,
  sameVersion,
  maintainerLine,
  srcinfoDiffers,
  outOfDate,
  commitDate,
];

/** Every rule, the riskiest first: findings of one severity are in this order. */
export const RULES: readonly Rule[] = [...BEHAVIOUR_RULES, ...MEANING_RULES, ...FACTS];
