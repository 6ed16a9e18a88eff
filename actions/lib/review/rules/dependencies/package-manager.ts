import { inRecipe } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";
import { dependencyNames } from "./dependency-changes.ts";

/** The package starts to need a program that fetches and runs other people's code: the tool of June 2026. */
export const packageManager: Rule = {
  id: "dependency-package-manager",
  severities: ["warning", "note"],
  find(reading) {
    return (["depends", "makedepends", "checkdepends"] as const).flatMap((kind) => {
      const [old, next] = dependencyNames(reading, kind);
      const anywhere = ALL.flatMap((one) => dependencyNames(reading, one)[0]);
      return next
        .filter((name) => MANAGERS.test(name) && !old.includes(name) && !anywhere.includes(name))
        .map((name) => {
          const message = `\`${kind}\` gained ${quoted(name)}, which downloads and runs code that no checksum here covers.`;
          const severity =
            reading.old === null || anywhere.some((one) => MANAGERS.test(one)) ? "note" : "warning";
          return inRecipe(severity, message, {
            reading: reading.new,
            names: new RegExp(`^${kind}`),
            text: name,
          });
        });
    });
  },
};

const ALL = ["depends", "makedepends", "checkdepends"] as const;

/** Those whose packages run scripts of their own when they are installed. */
const MANAGERS =
  /^(npm|bun|bun-bin|yarn|yarn-berry|pnpm|pnpm-bin|deno|python-pip|python-pipx|uv|uv-bin|rubygems|composer|luarocks|cpanminus)$/;
