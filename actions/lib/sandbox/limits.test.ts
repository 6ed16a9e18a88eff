import assert from "node:assert/strict";
import { test } from "node:test";
import { planLimits } from "./limits.ts";
import { SandboxError } from "./sandbox-error.ts";

const GIB = 1024 ** 3;

test("the machine keeps 1 GiB of memory and 2 GiB of disk, and builds share the rest", () => {
  const limits = planLimits({ memoryBytes: 17 * GIB, freeDiskBytes: 42 * GIB }, 4);
  assert.equal(limits.memoryBytes, 4 * GIB);
  assert.equal(limits.diskBytes, 10 * GIB);
});

test("too many jobs for the machine are refused with what to change", () => {
  const refused = (part: RegExp) => (error: unknown) =>
    error instanceof SandboxError && error.code === "limits" && part.test(error.message);
  const small = { memoryBytes: 2 * GIB, freeDiskBytes: 42 * GIB };
  assert.throws(() => planLimits(small, 8), refused(/memory.*8 build.*fewer --jobs/));
  assert.throws(
    () => planLimits({ ...small, freeDiskBytes: 2 * GIB }, 1),
    refused(/free disk.*at least 3 GiB/),
  );
});
