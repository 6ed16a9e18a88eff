export { type CappedLog, createCappedLog } from "./capped-log.ts";
export { type MachineFacts, planLimits } from "./limits.ts";
export { readMachine } from "./machine.ts";
export { openSandbox } from "./open-sandbox.ts";
export { parsePrivateHosts } from "./private-hosts.ts";
export type {
  Command,
  Container,
  ContainerOptions,
  Ended,
  Limits,
  Log,
  PrivateHost,
  Sandbox,
  SandboxSettings,
} from "./sandbox.ts";
export { SandboxError, type SandboxErrorCode } from "./sandbox-error.ts";
