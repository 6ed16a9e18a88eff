import type { Severity } from "../../../documents/index.ts";
import { inRecipe } from "../../finding.ts";
import type { PackageSource } from "../../package-source.ts";
import type { ChangeReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { sourcePairs } from "../../source-pairs.ts";
import { quoted } from "../../words.ts";

/** The address holds a name or password before an "@", so that a trusted-looking host may be none. */
export const userinfo: Rule = hostRule({
  id: "source-userinfo",
  severity: "alarm",
  holds: ({ address }) =>
    (/^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(address)?.[1] ?? "").includes("@") &&
    !/^(ssh|[a-z]+\+ssh):\/\/[a-z]+@/i.test(address),
  says: (shown) =>
    `The source ${shown} has something before an "@" in its address: the host is what follows it.`,
});

/** An address of numbers names nobody. */
export const ipAddress: Rule = hostRule({
  id: "source-ip-address",
  severity: "warning",
  holds: ({ origin }) =>
    origin !== null && /^(\d{1,3}(\.\d{1,3}){3}|\d{8,10}|0x[0-9a-f]+|\[.*\])$/i.test(origin.host),
  says: (shown) => `The source ${shown} names its host by number: nobody can be told from it.`,
});

/** Onion services hide who runs them. */
export const onionHost: Rule = hostRule({
  id: "source-onion",
  severity: "alarm",
  holds: ({ text }) => /\.(onion|i2p)([:/?#]|$)|\.tor2web\./i.test(text),
  says: (shown) => `The source ${shown} comes out of the Tor network: who serves it is hidden.`,
});

/** Places where anybody may put anything, unnamed, or that send on to anywhere. */
export const pasteOrShortener: Rule = hostRule({
  id: "source-paste-site",
  severity: "warning",
  holds: ({ origin }) => origin !== null && ANONYMOUS.test(origin.host),
  says: (shown) =>
    `The source ${shown} is at a paste site, file drop or link shortener: anybody may be behind it.`,
});

const ANONYMOUS =
  /(^|\.)(pastebin\.com|ptpb\.pw|0x0\.st|termbin\.com|ix\.io|sprunge\.us|paste\.rs|hastebin\.com|rentry\.(co|org)|transfer\.sh|file\.io|catbox\.moe|bashupload\.com|temp\.sh|gofile\.io|(cdn|media)\.discordapp\.(com|net)|bit\.ly|tinyurl\.com|t\.co|goo\.gl|is\.gd|cutt\.ly|t\.ly|rb\.gy|trycloudflare\.com|ngrok\.io|ngrok-free\.app)$/;

function hostRule({
  id,
  severity,
  holds,
  says,
}: {
  readonly id: string;
  readonly severity: Severity;
  readonly holds: (source: PackageSource) => boolean;
  readonly says: (shown: string) => string;
}): Rule {
  return {
    id,
    severities: [severity],
    find: (reading) =>
      newlySo(reading, holds).map((source) =>
        inRecipe(severity, says(quoted(source.text)), {
          reading: reading.new,
          names: /^source/,
          text: source.text,
        }),
      ),
  };
}

/** Sources of which something holds that did not hold before. */
function newlySo(reading: ChangeReading, holds: (source: PackageSource) => boolean): PackageSource[] {
  const pairs = sourcePairs(reading);
  if (pairs === null) return [];
  const changed = pairs.kept.filter((pair) => holds(pair.new) && !holds(pair.old)).map((pair) => pair.new);
  return [...changed, ...pairs.added.filter(holds)];
}
