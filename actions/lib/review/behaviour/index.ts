import type { Rule } from "../rule.ts";
import { committedDependencies } from "./rules/committed-dependencies.ts";
import { committedProgram } from "./rules/committed-program.ts";
import { dataSent } from "./rules/data-sent.ts";
import { decodedCode } from "./rules/decoded-code.ts";
import { detachedProcess } from "./rules/detached-process.ts";
import { disguisedWords } from "./rules/disguised-words.ts";
import { downloadProgram } from "./rules/download-program.ts";
import { fetchedCode } from "./rules/fetched-code.ts";
import { foreignPackage } from "./rules/foreign-package.ts";
import { inlineProgramRun } from "./rules/inline-program.ts";
import { machineConfiguration } from "./rules/machine-configuration.ts";
import { networkConnection } from "./rules/network-connection.ts";
import { networkFetch } from "./rules/network-fetch.ts";
import { outsideWrite } from "./rules/outside-write.ts";
import { packageRegistry } from "./rules/package-registry.ts";
import { persistence } from "./rules/persistence.ts";
import { pkgverProgram } from "./rules/pkgver-program.ts";
import { copiedShell, privilegedFile, privilegeEscalation } from "./rules/privileges.ts";
import { programShadowed, scriptletWritten } from "./rules/recipe-tricks.ts";
import { replacedTool } from "./rules/replaced-tool.ts";
import { secondSource } from "./rules/second-source.ts";
import { secretRead } from "./rules/secrets.ts";
import { unreadableScript } from "./rules/unreadable-script.ts";
import { unresolvedCommand } from "./rules/unresolved-command.ts";
import { unseenCode } from "./rules/unseen-code.ts";
import { weakenedSecurity } from "./rules/weakened-security.ts";

/** Rules about what a package's files run, the riskiest first. */
export const BEHAVIOUR_RULES: readonly Rule[] = [
  fetchedCode,
  foreignPackage,
  decodedCode,
  unseenCode,
  committedProgram,
  secretRead,
  dataSent,
  secondSource,
  privilegeEscalation,
  persistence,
  weakenedSecurity,
  machineConfiguration,
  copiedShell,
  detachedProcess,
  scriptletWritten,
  downloadProgram,
  replacedTool,
  disguisedWords,
  inlineProgramRun,
  networkConnection,
  networkFetch,
  packageRegistry,
  committedDependencies,
  unresolvedCommand,
  pkgverProgram,
  programShadowed,
  outsideWrite,
  privilegedFile,
  unreadableScript,
];
