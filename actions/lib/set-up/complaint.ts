import { maskSecrets } from "../report/index.ts";
import { type Environment, messageInWords, systemWords } from "../workspace/index.ts";

/** What an error says, on one line and without any secret of this environment. */
export type Complain = (error: unknown) => string;

const DEEPEST_CAUSE = 3;
/** Shorter ones would take ordinary words out of a message; no error quotes a passphrase. */
const SHORTEST_SECRET = 8;

export function complainWithout(environment: Environment): Complain {
  const { signingKey, signingPassphrase, githubToken, smtpUrl, aws } = environment;
  const secrets = [
    ...[signingKey, signingPassphrase, githubToken, smtpUrl],
    ...[aws.accessKeyId, aws.secretAccessKey, aws.sessionToken],
  ].filter((secret) => secret !== null && secret.length >= SHORTEST_SECRET) as readonly string[];
  return (error) => {
    let text = messages(error).join(": ");
    for (const secret of secrets) text = text.replaceAll(secret, "‹secret›");
    return maskSecrets(text).text.replace(/\s+/g, " ").trim();
  };
}

function messages(error: unknown): readonly string[] {
  const said: string[] = [];
  for (let at = error; at instanceof Error && said.length < DEEPEST_CAUSE; at = at.cause) {
    const words = systemWords(at) ?? messageInWords(at);
    if (!said.some((earlier) => earlier.includes(words))) said.push(words);
  }
  return said.length === 0 ? [String(error)] : said;
}
