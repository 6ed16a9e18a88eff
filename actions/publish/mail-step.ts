import { mailContent, mailMessage, type News, PATIENCE, readSmtpUrl, sendMail } from "../lib/notice/index.ts";
import { type ActionCall, type ActionOutcome, CLOCK, failureText } from "../lib/workflow/index.ts";
import { takeNews } from "./leave-news.ts";
import { warn } from "./warn.ts";

/** Sends what the step before left as mail, where that is set up. What goes wrong is a warning on the run's page. */
export async function mailStep(call: ActionCall): Promise<ActionOutcome> {
  const { smtpUrl } = call.environment;
  if (smtpUrl === null) {
    call.print("AUTOREPO_SMTP_URL is not set: no mail is sent");
    return "done";
  }
  try {
    const news = await takeNews(call);
    if (news === null) call.print("nothing changed that mail is sent for");
    else await deliver(call, { news, smtpUrl });
  } catch (error) {
    await warn(call, "Mail", `No mail was sent: ${failureText(error)}`);
  }
  return "done";
}

async function deliver(
  call: ActionCall,
  { news, smtpUrl }: { readonly news: News; readonly smtpUrl: string },
): Promise<void> {
  const account = readSmtpUrl(smtpUrl);
  const { runId, attempt } = call.context;
  const content = mailContent(news);
  const mail = {
    content,
    sender: news.repository,
    date: call.now,
    id: `${runId}.${attempt}.${news.repository}`,
  };
  const message = mailMessage(mail, account);
  const refused = await sendMail({ account, message, patience: PATIENCE, sleep: CLOCK.sleep });
  call.print(`sent mail: ${content.subject}`);
  if (refused.length === 0) return;
  await warn(
    call,
    "Mail",
    `${refused.length} of ${account.to.length} recipients were refused by the mail server.`,
  );
}
