/** What the log of act says about a run. */
export type ActLog = {
  /** How each job ended, by its name: "success", "failure". Jobs that a condition left out are absent. */
  readonly jobs: Readonly<Record<string, string>>;
  /** What steps set as outputs, by the id of their job. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Lines, each with the name of its job. */
  readonly log: string;
};

/** A line of what `--json` prints. */
type Line = {
  readonly job?: string;
  readonly jobID?: string;
  readonly jobResult?: string;
  readonly stepResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly msg?: string;
};

/** A leg of a matrix counts as failed for act when another one failed: what its own steps say is right. */
export function readActLog(out: string): ActLog {
  const jobs: Record<string, string> = {};
  const outputs: Record<string, Record<string, string>> = {};
  const log: string[] = [];
  for (const text of out.split("\n").filter(Boolean)) {
    const line = readLine(text);
    const name = jobName(line);
    if (line.stepResult === "failure") jobs[name] = "failure";
    if (line.jobResult !== undefined) jobs[name] ??= "success";
    const { jobID = "", name: output = "", arg = "" } = line;
    if (line.command === "set-output") outputs[jobID] = { ...outputs[jobID], [output]: arg };
    log.push(`[${name}] ${line.msg?.trimEnd() ?? ""}`);
  }
  return { jobs, outputs, log: log.join("\n") };
}

/** Before its log begins act prints plain lines; the last one of an interrupted act may be cut. */
function readLine(text: string): Line {
  return text.startsWith("{") && text.endsWith("}") ? JSON.parse(text) : { msg: text };
}

/** act writes "workflow/job", and numbers the legs of a matrix, whose names differ already. */
function jobName({ job = "" }: Line): string {
  return job
    .replace(/^.*?\//, "")
    .trim()
    .replace(/-\d+$/, "");
}
