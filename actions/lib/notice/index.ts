export { failedInputs } from "./failed-inputs.ts";
export { mailContent } from "./mail-content.ts";
export { MailError, type MailErrorCode } from "./mail-error.ts";
export { mailMessage } from "./mail-message.ts";
export { isWorthTelling, type News, type NewsFacts, newsOf, stoppedNews } from "./news.ts";
export { readNews, writeNews } from "./news-document.ts";
export { PATIENCE, sendMail } from "./send-mail.ts";
export { FORM as SMTP_URL_FORM, readSmtpUrl, type SmtpAccount } from "./smtp-account.ts";
