/**
 * The unprivileged user of every container: made by us, since an image need not have one. User ids inside are
 * host ids where the engine does not map them, so it is one that distributions leave unused
 * (systemd.io/UIDS-GIDS), below 65536 for engines that do.
 */
export const BUILDER = { name: "builder", id: 61_000, home: "/build/home" } as const;

/** Variables of a command besides its own. */
type Environment = Readonly<Record<string, string>>;

/** A bash script as root: its arguments are data, never part of its text. */
export function asRoot(script: string, values: readonly string[], environment: Environment): string[] {
  const variables = { HOME: "/root", USER: "root", LOGNAME: "root", ...environment };
  return [...clean(variables), "bash", "-c", script, "bash", ...values];
}

/**
 * The same as the unprivileged user, with nothing left to gain: no capability, none to be had from a file or a
 * setuid program. Profiles are read as a login would: packages put their programs on the path there.
 */
export function asBuilder(script: string, values: readonly string[], environment: Environment): string[] {
  const { name, home } = BUILDER;
  const variables = { HOME: home, USER: name, LOGNAME: name, SHELL: "/bin/bash", ...environment };
  return [...DROP, ...clean(variables), "bash", "-c", `${READ_PROFILE}\n${script}`, "bash", ...values];
}

/** Ends every process that the user may signal; exits 1 when there is none. */
export const KILL_BUILDER = [
  ...["setpriv", "--reuid", String(BUILDER.id), "--regid", String(BUILDER.id), "--clear-groups"],
  ...["bash", "-c", "kill -9 -1"],
];

const DROP = [
  ...["setpriv", "--reuid", String(BUILDER.id), "--regid", String(BUILDER.id), "--clear-groups"],
  ...["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all", "--"],
];

const READ_PROFILE = `[[ -r /etc/profile ]] && . /etc/profile >/dev/null 2>&1
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin`;

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

function clean(variables: Environment): string[] {
  const all = { PATH, LANG: "C.UTF-8", ...variables };
  return ["env", "-i", ...Object.entries(all).map(([name, value]) => `${name}=${value}`)];
}
