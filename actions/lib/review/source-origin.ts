/**
 * Who answers for what an address serves: the host, and where a host serves many people's projects, the owner too.
 * null where the address names no host.
 */
export type Origin = { readonly host: string; readonly owner: string | null };

/** `address` as makepkg hands it to a download program: "https://github.com/owner/project/archive/v1.tar.gz". */
export function originOf(address: string): Origin | null {
  const [, authority, path = ""] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)([^?#]*)/i.exec(address) ?? [];
  if (!authority) return null;
  const host = authority
    .slice(authority.lastIndexOf("@") + 1)
    .replace(/:[0-9]*$/, "")
    .replace(/\.$/, "")
    .toLowerCase();
  if (host === "") return null;
  const segments = path.split("/").filter((segment) => segment !== "");
  const alias = GITHUB_HOSTS.has(host) ? "github.com" : host;
  const page = /^([^.]+)\.(github|gitlab|codeberg)\.(?:io|page)$/.exec(host);
  if (page) return { host: `${page[2]}.${page[2] === "codeberg" ? "org" : "com"}`, owner: page[1] ?? null };
  return { host: alias, owner: ownerOn(alias, segments) };
}

/** "github.com/owner", "example.org" */
export function originName({ host, owner }: Origin): string {
  return owner === null ? host : `${host}/${owner}`;
}

/**
 * Whether both are the same people's as far as names tell: the same owner on a shared host, else the same registered
 * domain, since projects move between `download.` and `cdn.` of their own.
 */
export function sameOrigin(one: Origin, two: Origin): boolean {
  return originKey(one) === originKey(two);
}

/** The same text for origins that are the same. */
export function originKey({ host, owner }: Origin): string {
  return owner === null ? registeredDomain(host) : `${host}/${owner.toLowerCase()}`;
}

const GITHUB_HOSTS = new Set([
  "github.com",
  "www.github.com",
  "raw.githubusercontent.com",
  "raw.github.com",
  "codeload.github.com",
  "gist.github.com",
  "gist.githubusercontent.com",
  "api.github.com",
  "media.githubusercontent.com",
]);

/** Forges of the shape host/owner/project. A host of a project's own (gitlab.gnome.org) has owners too. */
const FORGES =
  /^(github\.com|codeberg\.org|bitbucket\.org|gitee\.com|notabug\.org|gitea\.com|git\.sr\.ht|hg\.sr\.ht)$|^(gitlab|gitea|forgejo|git)\./;

function ownerOn(host: string, segments: readonly string[]): string | null {
  if (host.endsWith("sourceforge.net")) return ownerOnSourceForge(host, segments);
  if (host === "launchpad.net" || host.endsWith(".launchpad.net")) return segments[0] ?? null;
  if (host === "storage.googleapis.com" || host === "s3.amazonaws.com") return segments[0] ?? null;
  const isForge = FORGES.test(host) && segments.length > 1;
  if (!isForge) return null;
  // The interfaces of forges: api.github.com/repos/owner, gitlab.com/-/project/1, gitlab.com/api/v4/projects/1.
  if (segments[0] === "repos") return segments[1] ?? null;
  if (segments[0] === "-" || segments[0] === "api") return segments.slice(0, 4).join("/");
  return segments[0] ?? null;
}

/** downloads.sourceforge.net/NAME/…, …/project/NAME/…, …/projects/NAME/…, …/sourceforge/NAME/…, NAME.sourceforge.net */
function ownerOnSourceForge(host: string, segments: readonly string[]): string | null {
  const name = segments.find((segment) => !["project", "projects", "sourceforge", "p"].includes(segment));
  const own = host.slice(0, -"sourceforge.net".length).replace(/\.$/, "");
  const isShared = own === "" || /^(www|downloads?|prdownloads|git|svn|[a-z]+\.dl)$/.test(own);
  return isShared ? (name ?? null) : own;
}

/** Domains below which strangers share a suffix: the name before it is whose it is. */
const SHARED_SUFFIX =
  /\.(?:(?:co|com|org|net|gov|edu|ac|gob|or|ne)\.[a-z]{2}|pages\.dev|workers\.dev|r2\.dev|netlify\.app|vercel\.app|web\.app|firebaseapp\.com|appspot\.com|herokuapp\.com|onrender\.com|fly\.dev|surge\.sh|neocities\.org|amazonaws\.com|cloudfront\.net|azureedge\.net|windows\.net|backblazeb2\.com|digitaloceanspaces\.com|b-cdn\.net|duckdns\.org|ngrok\.io|blogspot\.com|wordpress\.com)$/;

function registeredDomain(host: string): string {
  const labels = host.split(".");
  if (/^[0-9.]+$/.test(host) || host.startsWith("[")) return host;
  const shared = SHARED_SUFFIX.exec(host);
  const kept = shared ? shared[0].split(".").length : 2;
  return labels.slice(-kept).join(".");
}
