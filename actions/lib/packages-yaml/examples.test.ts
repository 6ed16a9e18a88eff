import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ALLOWANCES, type BuildSettings, formatProblems, readPackagesYaml } from "./index.ts";
import { RULES } from "./rules.ts";

const examples = new URL("../../../schema/examples/", import.meta.url);

for (const file of filesIn("valid")) {
  test(`valid/${file} is accepted`, () => {
    const result = readPackagesYaml({ bytes: readFileSync(new URL(`valid/${file}`, examples)), file });
    assert.ok(result.ok, result.ok ? "" : formatProblems(result.problems));
    assert.equal(result.warnings.length, file === "not-pinned.yaml" ? 4 : 0);
  });
}

for (const file of filesIn("invalid")) {
  test(`invalid/${file} is refused by the rule and at the place its first line names`, () => {
    const bytes = readFileSync(new URL(`invalid/${file}`, examples));
    const [, rule, place] =
      /# rule: ([a-z0-9-]+), at ([0-9]+:[0-9]+)\r?\n/.exec(bytes.toString("latin1")) ?? [];
    const problems = problemsOf(bytes, file);
    const [problem] = problems;
    assert.ok(problem);
    assert.deepEqual(
      problems.map((each) => `${each.rule} ${each.line}:${each.column}`),
      [`${rule} ${place}`],
    );
    const printed = formatProblems(problems);
    assert.ok(printed.startsWith(`${file}:${place}: error: `), printed);
    assert.match(printed, /\n {2}fix: \S.{5,}\n$/);
    assert.ok(problem.says.length < 200 && problem.fix.length < 200, printed);
    assert.doesNotMatch(printed, /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]/);
  });
}

// After a change of wording: node --test --test-update-snapshots, and read the difference.
test("what a user would read for every invalid example", (context) => {
  const printed = filesIn("invalid")
    .map((file) => formatProblems(problemsOf(readFileSync(new URL(`invalid/${file}`, examples)), file)))
    .join("\n");
  context.assert.fileSnapshot(printed, new URL("invalid/as-printed.txt", examples).pathname, {
    serializers: [String],
  });
});

test("every rule has an example that breaks it, but for those of size and for warnings", () => {
  const broken = filesIn("invalid").flatMap((file) =>
    problemsOf(readFileSync(new URL(`invalid/${file}`, examples)), file).map(({ rule }) => rule),
  );
  const without = new Set(RULES).difference(new Set(broken));
  assert.deepEqual([...without], ["size", "not-pinned", "too-many"]);
});

test("the schema's choices are those of the types", () => {
  const { definitions } = JSON.parse(readFileSync(new URL("../packages.schema.json", examples), "utf8"));
  const choices: Choices = {
    network: ["none", "prepare", "build"],
    "rebuild-on": ["soname", "version", "never"],
    vcs: ["never", "daily", "weekly"],
    allowance: ALLOWANCES,
  };
  for (const [name, values] of Object.entries(choices))
    assert.deepEqual(definitions[name].enum, values, name);
});

type Choices = {
  readonly network: readonly BuildSettings["network"][];
  readonly "rebuild-on": readonly BuildSettings["rebuildOn"][];
  readonly vcs: readonly BuildSettings["vcs"][];
  readonly allowance: typeof ALLOWANCES;
};

test("the template's own packages.yaml is accepted without a warning, and plans nothing yet", () => {
  const bytes = readFileSync(new URL("../../packages.yaml", examples));
  const result = readPackagesYaml({ bytes, file: "packages.yaml" });
  assert.ok(result.ok);
  assert.deepEqual([result.warnings, result.value.entries], [[], []]);
});

test("the examples in the template's comments are accepted once their # is removed", () => {
  const template = readFileSync(new URL("../../packages.yaml", examples), "utf8");
  const used = template
    .replaceAll(/^( {2})# {1,2}(?=( *)[a-z-]+:| *- )/gm, "$1")
    .replace("file:./public", "s3://bucket/prefix");
  const result = readPackagesYaml({ bytes: Buffer.from(used), file: "packages.yaml" });
  assert.ok(result.ok, result.ok ? "" : formatProblems(result.problems));
  assert.deepEqual(
    result.value.entries.map(({ name, publishes }) => [name, publishes]),
    [
      ["yay", ["yay"]],
      ["linux-zen-git", ["linux-zen-git", "linux-zen-git-headers"]],
    ],
  );
});

function filesIn(folder: "valid" | "invalid"): string[] {
  const names = readdirSync(new URL(`${folder}/`, examples)).filter((name) => name.endsWith(".yaml"));
  assert.ok(names.length >= (folder === "valid" ? 8 : 25));
  return names.toSorted();
}

function problemsOf(bytes: Uint8Array, file: string) {
  const result = readPackagesYaml({ bytes, file });
  return result.ok ? [] : result.problems;
}
