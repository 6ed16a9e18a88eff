import { type Argument, UNKNOWN } from "../argument.ts";
import { behaviourRule, ran, type Scale } from "../sighting.ts";
import { hasOption, operands, type Step, subcommand } from "../step.ts";

/** Data of the machine leaves it. */
export const dataSent = behaviourRule({
  id: "data-sent",
  severities: ["alarm", "note"],
  see: ({ steps }) =>
    steps.flatMap((step) => {
      const why = howItSends(step);
      return why === null ? [] : ran(step, SENT, why);
    }),
});

const SENT: Scale = { reading: "alarm", building: "alarm", installing: "alarm", using: "note" };

function howItSends(step: Step): string | null {
  const { program } = step;
  if (program === "curl" && hasOption(step, CURL_SENDS)) return "which sends data to a server";
  if (/^(curl|wget2?|aria2c|xh|http|https)$/.test(program ?? "") && step.arguments.some(tellsOfMachine))
    return "which tells a server something of this machine or of who uses it";
  if (
    /^wget2?$/.test(program ?? "") &&
    hasOption(step, /^--(post-data|post-file|body-data|body-file|method=(POST|PUT))/)
  )
    return "which sends data to a server";
  if (
    /^(scp|sftp|rsync)$/.test(program ?? "") &&
    /^[\w.@-]*[\w@\uFFFC][\w.@\uFFFC-]*:/.test(operands(step).at(-1)?.text ?? "") &&
    operands(step).length > 1
  )
    return "which copies files to another machine";
  if (program === "ssh" || program === "sshpass" || program === "ssh-copy-id")
    return "which logs in to another machine";
  if (program === "git" && subcommand(step) === "push") return "which pushes to a repository";
  if (
    program === "gh" &&
    /^(gist|release|repo|issue|pr)$/.test(subcommand(step) ?? "") &&
    hasOption(step, /^(create|upload|edit)$/)
  )
    return "which publishes something";
  if (/^(mail|mailx|sendmail|mutt|msmtp|swaks)$/.test(program ?? "")) return "which sends mail";
  if (
    /^(dig|nslookup|host|drill|kdig|ping|ping6|getent|resolvectl|avahi-resolve)$/.test(program ?? "") &&
    step.arguments.some(({ text }) => text.includes(`${UNKNOWN}.`))
  )
    return "which tells a name server something";
  if (/^ping6?$/.test(program ?? "") && hasOption(step, /^-p/)) return "which sends data in its packets";
  return null;
}

/** Of an address or a header: a variable that holds a secret or a name, or the output of what asks for one. */
function tellsOfMachine({ raw }: Argument): boolean {
  return SECRETS.test(raw) || (/:\/\/|^["']?[\w-]+:/.test(raw) && ASKED.test(raw));
}

const SECRETS = /\$\{?(?!_)[A-Z_]*(TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_KEY|PRIVATE_KEY)/;
const ASKED =
  /\$\{?(USER|LOGNAME|HOSTNAME|HOST|SSH_\w+|PACKAGER|GPGKEY|HOME)\b|(\$\(|`)\s*(env|printenv|set|export|declare|whoami|id|hostname|uname -[a-z]*n|cat|tar|base64|gpg|find|ls|ip|ifconfig|git config)\b/;

const CURL_SENDS =
  /^(-[dFT].*|-[a-zA-Z]*[dFT]|-X(POST|PUT|PATCH)|--(data|form|upload-file|json|request=(POST|PUT|PATCH))[\w-]*(=.*)?|POST|PUT|PATCH)$/;
