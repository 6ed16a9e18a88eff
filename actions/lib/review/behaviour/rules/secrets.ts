import { behaviourRule, ran, type Scale } from "../sighting.ts";
import { hasOption, type Step } from "../step.ts";
import { type Touch, touchesOf } from "../touched-paths.ts";

/** Keys, passwords, wallets and browser profiles of whoever builds or installs are touched. */
export const secretRead = behaviourRule({
  id: "secret-read",
  severities: ["alarm", "note"],
  see: ({ steps }) =>
    steps.flatMap((step) =>
      touchesOf(step).some(isSecret) || usesLogins(step)
        ? ran(step, SCALE, "which reaches for keys, passwords or a browser's profile")
        : [],
    ),
});

/** `curl --netrc`: with the logins of whoever builds. */
function usesLogins(step: Step): boolean {
  return step.program === "curl" && hasOption(step, /^(-[a-zA-Z]*n|--netrc(-optional)?)$/);
}

const SCALE: Scale = { reading: "alarm", building: "alarm", installing: "alarm", using: "note" };

const IN_HOME =
  /^\/?(\.ssh|\.gnupg|\.aws|\.azure|\.kube|\.netrc|\.npmrc|\.pypirc|\.git-credentials|\.docker\/config\.json|\.password-store|\.electrum|\.bitcoin|\.ethereum|\.monero|\.solana|\.vault-token|\.mozilla|\.thunderbird|\.bash_history|\.zsh_history|\.config\/(gh|gcloud|google-chrome|chromium|BraveSoftware|vivaldi|microsoft-edge|discord|Signal|Slack|Exodus|Bitwarden|keepassxc|rclone|solana)|\.local\/share\/(keyrings|kwalletd|TelegramDesktop))(\/|$)/;
const ANYWHERE =
  /\/\.(ssh\/(id_|known_hosts|config|identity|\uFFFC)|gnupg\/|aws\/credentials|mozilla\/firefox|bash_history)|\/\.(ssh|gnupg)\/?$/;
const OF_MACHINE =
  /^\/etc\/(shadow|gshadow|ssh\/ssh_host_|NetworkManager\/system-connections|pacman\.d\/gnupg\/(private|secring))|^\/proc\/(1|\d+)\/environ|^\/var\/lib\/(aurbuild|sbctl)/;

function isSecret({ path: { root, path }, how }: Touch): boolean {
  if (how === "removes") return false;
  if (root === "package" || root === "build") return false;
  if (root === "machine") return OF_MACHINE.test(path);
  return root === "home" ? IN_HOME.test(path) : root === "unknown" && ANYWHERE.test(path);
}
