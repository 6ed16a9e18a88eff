/** "setting": AUTOREPO_SMTP_URL cannot be understood. "refused": the server says no. "unreachable": it does not answer. */
export type MailErrorCode = "setting" | "refused" | "unreachable";

/** Why no mail was sent. Its words hold nothing of the password. */
export class MailError extends Error {
  override readonly name = "MailError";
  readonly code: MailErrorCode;

  constructor(code: MailErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
