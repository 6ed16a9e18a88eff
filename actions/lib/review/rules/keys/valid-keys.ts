import { inRecipe } from "../../finding.ts";
import { isSignature, packageSources } from "../../package-source.ts";
import type { ChangeReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { listed, quoted } from "../../words.ts";

/** `validpgpkeys` lost keys: signatures are no longer verified, or by others. */
export const keysRemoved: Rule = {
  id: "pgp-keys-removed",
  severities: ["warning", "note"],
  find(reading) {
    const [old, next] = keys(reading);
    const removed = old.filter((key) => !next.includes(key));
    if (removed.length === 0 || reading.old === null) return [];
    const left = next.length === 0 ? "no key is left, so signatures are not verified" : `${next.length} left`;
    const message = `\`validpgpkeys\` lost ${listed(removed.map(quoted))}: ${left}.`;
    const at = {
      reading: reading.old,
      names: /^validpgpkeys$/,
      text: removed[0] ?? "",
      side: "old" as const,
    };
    return [inRecipe(verifiesSomething(reading) ? "warning" : "note", message, at)];
  },
};

/** `validpgpkeys` gained keys: whoever holds them can sign what is built. */
export const keysAdded: Rule = {
  id: "pgp-keys-added",
  severities: ["warning", "note"],
  find(reading) {
    const [old, next] = keys(reading);
    const added = next.filter((key) => !old.includes(key));
    if (added.length === 0) return [];
    const message = `\`validpgpkeys\` gained ${listed(added.map(quoted))}: check that the project names this key as its own.`;
    const isFirst = old.length === 0 && (reading.old === null || beginsToVerify(reading));
    const at = { reading: reading.new, names: /^validpgpkeys$/, text: added[0] ?? "" };
    return [inRecipe(isFirst ? "note" : "warning", message, at)];
  },
};

/** A signature, or `?signed`, is no longer among the sources. */
export const signatureRemoved: Rule = {
  id: "signature-removed",
  severities: ["warning"],
  find({ old, new: next }) {
    if (!old?.evaluation || !next.evaluation) return [];
    const [before, after] = [packageSources(old.evaluation), packageSources(next.evaluation)];
    const verified = (source: (typeof before)[number]) => isSignature(source) || source.isSigned;
    if (!before.some(verified) || after.some(verified)) return [];
    const text = before.find(verified)?.text ?? "";
    const message = `${quoted(text)} was verified by its signature; now no source has one.`;
    return [inRecipe("warning", message, { reading: old, names: /^source/, text, side: "old" })];
  },
};

function keys({ old, new: next }: ChangeReading): readonly [readonly string[], readonly string[]] {
  if (!next.evaluation || (old !== null && !old.evaluation)) return [[], []];
  return [old?.evaluation?.validpgpkeys ?? [], next.evaluation.validpgpkeys].map((list) =>
    list.map((key) => key.toUpperCase()),
  ) as [string[], string[]];
}

function verifiesSomething({ old }: Pick<ChangeReading, "old">): boolean {
  const sources = old?.evaluation ? packageSources(old.evaluation) : [];
  return sources.some((source) => isSignature(source) || source.isSigned);
}

/** A signature comes with the keys, where there was none to verify before. */
function beginsToVerify({ old, new: next }: ChangeReading): boolean {
  return !verifiesSomething({ old }) && verifiesSomething({ old: next });
}
