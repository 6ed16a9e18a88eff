import { MailError, readSmtpUrl } from "../notice/index.ts";
import { type RepositoryFacts, unseen } from "./facts.ts";

/** What the settings say of mail, and what is wrong with the address of a mail server in this shell; null: there is none. */
export function lookAtMail(smtpUrl: string | null, stored: RepositoryFacts["mail"]): RepositoryFacts["mail"] {
  if (smtpUrl === null) return stored;
  try {
    readSmtpUrl(smtpUrl);
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    // Its words repeat nothing of the secret.
    return { is: "no", complaint: error.message };
  }
  return stored.is === "unseen" ? unseen(`${stored.why}; the one in this shell is well formed`) : stored;
}
