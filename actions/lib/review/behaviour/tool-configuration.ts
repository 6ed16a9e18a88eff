import type { FileReading } from "../reading.ts";

/** A line of a committed configuration that tells a build tool which program to run, or from where to take packages. */
export type ConfiguredTool = {
  readonly kind: "program" | "registry";
  readonly line: number;
  readonly text: string;
};

export function toolConfiguration({ file, text }: FileReading): ConfiguredTool[] {
  if (text === null || text.length > LONGEST || !FILES.test(file.path)) return [];
  return text.split("\n").flatMap((line, at) => {
    const kind = PROGRAM.test(line) ? "program" : REGISTRY.test(line) ? "registry" : null;
    return kind === null ? [] : [{ kind, line: at + 1, text: line.trim() }];
  });
}

const LONGEST = 100_000;

const FILES =
  /(^|\/)(\.?npmrc|\.yarnrc(\.yml)?|\.?bunfig\.toml|\.?pip\.conf|pip\.ini|\.?pydistutils\.cfg|\.condarc|(\.cargo\/)?config(\.toml)?|cargo[\w.-]*\.toml|settings\.xml|pom\.xml|[\w.-]*\.gradle(\.kts)?|\.gemrc|\.bazelrc)$/;

/** Programs by a path: the name of one that is looked for in PATH is the system's. */
const PROGRAM =
  /^\s*(?:script-shell|node-gyp|yarnPath|git|rustc(?:-wrapper|-workspace-wrapper)?|linker|runner|onload-script|init-module|build --strategy)\s*[=:]\s*\[?\s*["']?\.{0,2}\//;
const REGISTRY =
  /^\s*(?:@?[\w-]*:?registry|npmRegistryServer|(?:extra-)?index-url|find-links|trusted-host|channels?|:sources:)\s*[=:]\s*["']?\w|<url>\s*http:/;
