import type { Severity } from "../../../documents/index.ts";
import { behaviourRule, ran, type Sighting } from "../sighting.ts";
import { hasOption, type Step } from "../step.ts";
import { type Touch, touchesOf } from "../touched-paths.ts";

/** A build touches what is not its own, or a scriptlet what belongs to people. */
export const outsideWrite = behaviourRule({
  id: "outside-write",
  severities: ["alarm", "warning", "note"],
  see: ({ steps, reading }) => {
    const ownHome = setsOwnHome(reading.files.get("PKGBUILD")?.script?.assignments ?? []);
    return steps.flatMap((step) => [
      ...touchesOf(step).flatMap((touch) => sightingsOf(step, { touch, ownHome })),
      ...changesDesktop(step, ownHome),
      ...unpacksAnywhere(step),
    ]);
  },
});

type Assigned = { readonly name: string; readonly value: { readonly raw: string } | null };

/** Many recipes give the build a HOME below srcdir. */
function setsOwnHome(assignments: readonly Assigned[]): boolean {
  return assignments.some(
    ({ name, value }) =>
      name === "HOME" && /srcdir|startdir|PWD|pwd|mktemp|BUILDDIR|\/build/.test(value?.raw ?? ""),
  );
}

function sightingsOf(
  step: Step,
  { touch, ownHome }: { readonly touch: Touch; readonly ownHome: boolean },
): Sighting[] {
  const { path, how } = touch;
  if (how === "reads" || (path.root === "home" && ownHome)) return [];
  if (how === "removes") {
    const severity = severityOfRemoval(touch, step);
    return severity ? ran(step, severity, "which removes what the package does not own") : [];
  }
  const severity = severityOfWriting(touch, step);
  if (severity)
    return ran(step, severity, "which writes where neither the build nor the package has a place");
  return changesRecipe(touch, step)
    ? ran(step, "warning", "which changes the folder of the recipe itself, or those beside it")
    : [];
}

/** `"$startdir/PKGBUILD"`, `"$startdir/../other"`: the next build is no longer of what was reviewed. */
function changesRecipe({ argument: { raw }, path: { root, path } }: Touch, step: Step): boolean {
  if (root !== "build" || !isBuild(step)) return false;
  if (/^["']?\$\{?(startdir|SRCDEST)\b/.test(raw))
    return /(^|\/)(PKGBUILD|\.SRCINFO|[^/]*\.install|\.git(\/.*)?)$|^\/\.\.(\/|$)/.test(path);
  return /^["']?\$\{?srcdir\b/.test(raw) && /^\/\.\.\/(\.\.(\/|$)|PKGBUILD$|[^/]*\.install$)/.test(path);
}

/** Settings of whoever builds. */
function changesDesktop(step: Step, ownHome: boolean): Sighting[] {
  const { program } = step;
  const sets =
    (/^(gsettings|dconf|xfconf-query)$/.test(program ?? "") &&
      hasOption(step, /^(set|write|load|reset|-s|--set)$/)) ||
    /^kwriteconfig\d*$/.test(program ?? "") ||
    (/^xdg-(mime|settings)$/.test(program ?? "") && hasOption(step, /^(default|set)$/));
  return sets && !ownHome && isBuild(step)
    ? ran(step, "warning", "which changes the settings of whoever builds")
    : [];
}

/** `tar -P`: the archive says where. */
function unpacksAnywhere(step: Step): Sighting[] {
  const isUnpacking =
    /^(bsd)?tar$/.test(step.program ?? "") && hasOption(step, /^-?[a-zA-Z]*x|^--(extract|get)$/);
  return isUnpacking &&
    isBuild(step) &&
    hasOption(step, /^-?[a-zA-Z]*x[a-zA-Z]*P|^-[a-zA-Z]*P|^--absolute-names$/)
    ? ran(step, "warning", "which writes wherever the archive says")
    : [];
}

function severityOfRemoval({ path: { root, path } }: Touch, step: Step): Severity | null {
  const whole = /^\/*(\*|\uFFFC|\.\uFFFC.*)?$/.test(path);
  if (root === "home" && whole) return "alarm";
  if (
    root === "machine" &&
    /^\/(|home|usr|etc|var|boot|opt|root|lib|bin|srv|mnt|media|dev\/(sd|nvme|vd).*)(\/?(\*|\uFFFC)?)$/.test(
      path,
    )
  )
    return "alarm";
  if (root === "home") return step.stage === "using" ? "note" : "warning";
  return root === "machine" && isBuild(step) && !isScratch(path) ? "warning" : null;
}

function severityOfWriting({ path: { root, path } }: Touch, step: Step): Severity | null {
  if (root === "machine" && /^\/dev\/(sd|nvme|vd|mmcblk|mem|kmem)/.test(path)) return "alarm";
  if (isBuild(step))
    return (root === "home" && !isCache(path)) || (root === "machine" && !isScratch(path)) ? "warning" : null;
  return step.stage === "installing" && root === "home" ? "warning" : null;
}

function isBuild({ stage }: Step): boolean {
  return stage === "building" || stage === "reading";
}

function isScratch(path: string): boolean {
  return /^\/(tmp|var\/tmp|dev|build|proc\/self|run\/user)(\/|$)/.test(path);
}

function isCache(path: string): boolean {
  return /^\/?\.(cache|npm|cargo|rustup|gradle|m2|nuget|dotnet|pub-cache|cabal|stack|electron-gyp|node-gyp|yarn|wine|conan2?|vcpkg|bun|gnupg$|local\/share\/(pnpm|NuGet))/.test(
    path,
  );
}
