import { repositoryOf, type SetUpFacts, type SigningFacts } from "./facts.ts";
import { command, judged, place, type Remedy, type SetUpFinding, shellWord, step } from "./finding.ts";
import { environmentUrl, secretCommand } from "./git-hub-places.ts";

const topic = "signing";

export function judgeSigning(facts: SetUpFacts): readonly SetUpFinding[] {
  const { signing, store } = facts;
  const needed = store.kind === "bucket";
  return [
    judged(signing.key, {
      ...{ id: "signing.key", topic, needed },
      yes: ({ fingerprint }) => `AUTOREPO_SIGNING_KEY signs with the subkey ${fingerprint}`,
      no: ({ complaint }) => complaint ?? absent(needed),
      unseen: "AUTOREPO_SIGNING_KEY",
      mend: newKey(facts),
    }),
    judged(signing.lasting, {
      ...{ id: "signing.lasting", topic, needed: false },
      yes: () => "the key does not end within a month",
      no: ({ warnings }) => warnings.join("; "),
      unseen: "how long the key holds",
      mend: prolonged(signing),
    }),
  ];
}

function absent(needed: boolean): string {
  return needed
    ? "AUTOREPO_SIGNING_KEY is not set: a repository in a bucket is signed, or not published at all"
    : "AUTOREPO_SIGNING_KEY is not set: packages are not signed, which only a folder of your own allows";
}

/** The primary key stays with its owner; what is given away is a subkey that can be replaced. */
function newKey(facts: SetUpFacts): readonly Remedy[] {
  const { manifest, signing } = facts;
  const repository = repositoryOf(facts);
  const name = manifest.readable.is === "yes" ? manifest.readable.name : "myrepo";
  const store = repository === null ? [step(IN_SHELL)] : givenToGitHub(repository);
  // What is wrong with a key that is there comes with its own commands.
  if (signing.key.is === "no" && signing.key.complaint !== null) return store;
  return [
    step("make a key whose primary half stays with you, as you, and note the fingerprint it prints"),
    command(`gpg --quick-generate-key ${shellWord(`${name} <you@example.org>`)} ed25519 cert never`),
    command("gpg --quick-add-key FINGERPRINT ed25519 sign 2y"),
    ...store,
  ];
}

const EXPORT = "gpg --armor --export-secret-subkeys FINGERPRINT";
const IN_SHELL = `give what \`${EXPORT}\` prints in AUTOREPO_SIGNING_KEY, and its passphrase, if any, in AUTOREPO_SIGNING_PASSPHRASE`;

function givenToGitHub(repository: Parameters<typeof environmentUrl>[0]): readonly Remedy[] {
  return [
    command(`${EXPORT} | ${secretCommand(repository, "AUTOREPO_SIGNING_KEY")}`),
    step("if the subkey has a passphrase, that too"),
    command(secretCommand(repository, "AUTOREPO_SIGNING_PASSPHRASE")),
    place(environmentUrl(repository)),
  ];
}

function prolonged({ key }: SigningFacts): readonly Remedy[] {
  return key.is === "yes"
    ? [command(`gpg --list-keys ${key.fingerprint}`)]
    : [command("gpg --list-secret-keys --with-subkey-fingerprint")];
}
