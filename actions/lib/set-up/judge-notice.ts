import { SMTP_URL_FORM } from "../notice/index.ts";
import type { SetUpFacts } from "./facts.ts";
import { command, judged, place, type SetUpFinding, shellWord, step } from "./finding.ts";
import { environmentUrl, secretCommand } from "./git-hub-places.ts";

const topic = "GitHub";

/** How anybody hears of what fails. Nothing waits for it, and so it comes after all else. */
export function judgeNotice({ gitHub }: SetUpFacts): readonly SetUpFinding[] {
  if (gitHub.kind === "none") return [];
  const { repository, issues, mail } = gitHub;
  return [
    judged(issues, {
      ...{ id: "gitHub.issues", topic, needed: false },
      yes: () => "a package that fails gets an issue, which closes itself",
      no: () => "issues are switched off: a package that fails gets none",
      unseen: "whether issues are on, of which a package that fails gets one",
      mend: [
        command(`gh repo edit ${shellWord(repository.name)} --enable-issues`),
        place(`${repository.webUrl}/settings`),
      ],
    }),
    judged(mail, {
      ...{ id: "gitHub.mail", topic, needed: false },
      yes: () => "mail is sent when something fails",
      no: ({ complaint }) => complaint ?? "no mail is sent: the environment publish has no AUTOREPO_SMTP_URL",
      unseen: "whether mail is sent when something fails, by AUTOREPO_SMTP_URL",
      mend: [
        step(`write ${SMTP_URL_FORM} with %40 for @ and the like in user and password`),
        command(secretCommand(repository, "AUTOREPO_SMTP_URL")),
        place(environmentUrl(repository)),
      ],
    }),
  ];
}
