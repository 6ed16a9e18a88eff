import { resolve } from "node:path";
import { parseArgs } from "node:util";

export type Options =
  | ({ readonly kind: "run" } & DemoOptions)
  | { readonly kind: "help" }
  | { readonly kind: "refused"; readonly reason: string };

export type DemoOptions = {
  readonly folder: string;
  /** null: the demo publishes below its folder. */
  readonly bucket: Bucket | null;
  /** Through the workflows, which act runs, instead of the command line. */
  readonly workflows: boolean;
};

export type Bucket = {
  /** `s3://bucket/prefix` */
  readonly store: string;
  /** Where clients read it; null: at its endpoint. */
  readonly url: string | null;
};

export const HELP = `demo [--dir DIR] [--store s3://BUCKET/PREFIX [--url URL]] [--act]

Runs the whole loop on the packages of examples/: makes a git repository of each, pins them in a packages.yaml, builds,
install-tests and publishes them into DIR/repository. Then upstream moves: one new version is harmless, one was hijacked,
and the review of each is shown. Then a second packages.yaml, with the harmless one and with packages that go wrong in
every way. Ends with what a pacman client does to install from it. Sets up Docker and an image first; needs no account.

  --dir DIR    where to (default: demo); a second run on the same folder does only what is left to do
  --store URL  publishes into this bucket instead, signed; what else is below PREFIX stays
  --url URL    where clients read that bucket, as a website or a domain before it (default: at its endpoint)
  --act        through the workflows: a copy of the template in DIR/template, whose updates.yml and build.yml act runs
               here as GitHub would; nothing of it needs GitHub. Reads a bucket at --url, where publish alone has keys

The keys of a bucket are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Outside AWS it also takes AWS_ENDPOINT_URL_S3, and
of AWS_REGION what the provider calls it. pacman comes without keys: the bucket has to let everybody read below PREFIX.
AUTOREPO_SIGNING_KEY signs what goes there; without it the demo makes a key, kept in DIR/signing-key.asc for its next run.

Examples:
  ./scripts/demo --dir ./demo
  ./scripts/demo --dir ./demo --act
  AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… AWS_REGION=eu-central-1 ./scripts/demo --store s3://my-bucket/demo`;

/** What the command line asks for. */
export function readOptions(parameters: readonly string[], environment: NodeJS.ProcessEnv): Options {
  try {
    const { values } = parseArgs({
      args: [...parameters],
      options: {
        dir: { type: "string", default: "demo" },
        store: { type: "string" },
        url: { type: "string" },
        act: { type: "boolean", default: false },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) return { kind: "help" };
    const problem = problemOf(values, environment);
    if (problem !== null) return { kind: "refused", reason: problem };
    const { dir, store, url = null, act: workflows } = values;
    const bucket = store === undefined ? null : { store, url };
    return { kind: "run", folder: resolve(dir), bucket, workflows };
  } catch (error) {
    return { kind: "refused", reason: `${error instanceof Error ? error.message : error} (see demo --help)` };
  }
}

type Values = {
  readonly dir: string;
  readonly act: boolean;
  readonly store?: string;
  readonly url?: string;
};

/** Said now, since setting up and building take minutes. */
function problemOf({ dir, act, store, url }: Values, environment: NodeJS.ProcessEnv): string | null {
  if (dir === "") return "--dir is empty: name a folder";
  if (store === undefined) {
    return url === undefined
      ? null
      : "--url is the address of a bucket: name that, with --store s3://BUCKET/PREFIX";
  }
  if (!/^s3:\/\/[^/]/.test(store)) {
    return `--store is "${store}": write s3://BUCKET/PREFIX; into a folder the demo goes with --dir`;
  }
  if (url !== undefined && !/^https?:\/\/[^/]/.test(url)) {
    return `--url is "${url}": write an address such as https://pkgs.example.org`;
  }
  if (act && url === undefined) {
    return `--act needs --url with --store: of the jobs only publish has keys to ${store}, the others read it as everybody does`;
  }
  const missing = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].filter((name) => !environment[name]);
  return missing.length === 0
    ? null
    : `set ${missing.join(" and ")} to the keys of ${store} (see demo --help)`;
}
