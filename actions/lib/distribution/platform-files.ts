import { Readable } from "node:stream";
import { ArchiveError, formatSoname } from "../archive/index.ts";
import { readSyncDatabase } from "../repository/index.ts";
import { type DistributionOptions, readDatabases } from "./read-databases.ts";

/**
 * What packages are built for and lie beside: sonames as "libicuuc.so=76-64", and folders of one version of a language
 * as "usr/lib/python3.13".
 */
export type PlatformFiles = {
  readonly core: ReadonlySet<string>;
  readonly extra: ReadonlySet<string>;
  /** Sentences for a person: which file lists are old, and why. */
  readonly notes: readonly string[];
};

/**
 * What core and extra offer by their file lists, by `readDatabases`. Of extra these are some 50 MB to fetch, where they
 * changed, and half a gigabyte to read; what is kept of them is small.
 */
export async function readPlatformFiles(options: DistributionOptions): Promise<PlatformFiles> {
  const kind = { suffix: "files", words: "the file lists", read: readOffered } as const;
  const { core, extra, notes } = await readDatabases(kind, options);
  return { core: new Set(core), extra: new Set(extra), notes };
}

async function readOffered(body: Uint8Array): Promise<readonly string[]> {
  const offered = new Set<string>();
  let characters = 0;
  for await (const { provides, files } of readSyncDatabase(Readable.from([body]))) {
    for (const one of [...provides.filter(isSoname), ...offeredFiles(files ?? [])]) {
      if (!offered.has(one)) characters += one.length;
      offered.add(one);
    }
    if (characters > MOST_CHARACTERS)
      throw new ArchiveError("limit", `it names libraries in more than ${MOST_CHARACTERS} characters`);
  }
  return [...offered];
}

/** Half a million libraries. Nobody signs these lists, and three megabytes of one may unpack to more than memory holds. */
const MOST_CHARACTERS = 16_000_000;

/** What a package of these files offers to others. */
export function offeredFiles(files: readonly string[]): readonly string[] {
  return files.flatMap((path) => {
    const [, library] = LIBRARY.exec(path) ?? [];
    if (library !== undefined) return [formatSoname(library, 64)];
    const [, python] = PYTHON.exec(path) ?? [];
    if (python !== undefined) return [`usr/lib/${python}`];
    const [, perl] = PERL.exec(path) ?? [];
    return perl === undefined ? [] : [`usr/lib/${perl}`];
  });
}

/** The folders of one version of a language in which some of these files lie, without those it offers itself. */
export function languageFolders(files: readonly string[]): readonly string[] {
  const offered = new Set(offeredFiles(files));
  const folders = new Set(files.flatMap((path) => LANGUAGE_FOLDER.exec(path)?.[1] ?? []));
  return [...folders].filter((folder) => !offered.has(folder));
}

/** Libraries that the linker finds, and links to them. */
const LIBRARY = /^usr\/lib\/([^/]+\.so(?:\.[^/]+)?)$/;
/** Packages of an old version may lie on in extra: its interpreter is what counts. */
const PYTHON = /^usr\/bin\/(python\d+\.\d+)$/;
const PERL = /^usr\/lib\/(perl5\/\d+\.\d+)\/core_perl\/$/;
const LANGUAGE_FOLDER = /^(usr\/lib\/(?:python\d+\.\d+|perl5\/\d+\.\d+))\/./;

function isSoname(provision: string): boolean {
  return /\.so=.*-64$/.test(provision);
}
