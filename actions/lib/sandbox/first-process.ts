import { BUILDER } from "./builder-user.ts";

export type FirstProcess = {
  /** After so many seconds the container ends. */
  readonly seconds: number;
  /** Goes before the image's own mirrors; null for those alone. */
  readonly mirror: string | null;
  /** Whether /build is the limited disk, and so has room for the temporary folders. */
  readonly disk: boolean;
  /** What the container's owner wants done besides, as bash. */
  readonly preparation: string;
};

/**
 * What a container runs: it prepares the container, writes READY and then reads our standard input until it
 * ends, which it does when we die. All of this is one process, since each `exec` costs 0.1 s.
 */
export function firstProcess({ seconds, mirror, disk, preparation }: FirstProcess): {
  entrypoint: string;
  argv: string[];
} {
  const values = [String(BUILDER.id), BUILDER.home, mirror ?? "", disk ? "disk" : "", preparation];
  const argv = ["--signal=KILL", String(Math.ceil(seconds)), "bash", "-c", PREPARE, "autorepo", ...values];
  return { entrypoint: "timeout", argv };
}

export const READY = "ready";

/** Belongs to root: exit statuses of commands, the resolv.conf that a disconnected container had. */
export const STATE_FOLDER = "/run/autorepo";

/** Where the temporary folders lie on the limited disk, and where they belong. */
export const TEMPORARY_FOLDERS = [
  { on: "/build/.tmp", at: "/tmp" },
  { on: "/build/.var-tmp", at: "/var/tmp" },
] as const;

/** World-writable folders would be a way around the limited disk; an image may already have a builder. */
const PREPARE = `
set -e
umask 022
id=$1 home=$2 mirror=$3 disk=$4 preparation=$5
mkdir -p -m 700 ${STATE_FOLDER}
for file in passwd group shadow gshadow; do
  [[ -e /etc/$file ]] && sed -i '/^${BUILDER.name}:/d' "/etc/$file"
done
echo "${BUILDER.name}:x:$id:$id::$home:/bin/bash" >> /etc/passwd
echo "${BUILDER.name}:x:$id:" >> /etc/group
[[ ! -e /etc/shadow ]] || echo '${BUILDER.name}:!::::::' >> /etc/shadow
mkdir -p "$home"
chmod 755 /build
chown "$id:$id" /build "$home"
if [[ $disk ]]; then
  mkdir -m 1777 ${TEMPORARY_FOLDERS.map(({ on }) => on).join(" ")}
  find / -xdev -type d -perm -0002 -exec chmod o-w {} +
fi
if [[ $mirror ]]; then
  mkdir -p /etc/pacman.d
  others=$(cat /etc/pacman.d/mirrorlist 2>/dev/null) || :
  printf 'Server = %s\\n%s\\n' "$mirror" "$others" > /etc/pacman.d/mirrorlist
fi
if [[ -s /proc/net/if_inet6 ]]; then
  echo 'IPv6 is on, which the network filter does not know' >&2
  exit 1
fi
eval "$preparation" >&2
echo ${READY}
exec cat > /dev/null
`;
