import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Report, ReportedRun } from "../../actions/lib/report/index.ts";
import { BAD, COMMANDS, ENDINGS } from "../../scripts/demonstration/examples.ts";
import { type CleanContainer, cleanContainer } from "./clean-container.ts";
import { type Addresses, readAddresses } from "./demo-addresses.ts";
import { type Ended, run } from "./run.ts";

const DEMO = resolve(import.meta.dirname, "../../scripts/demo");

describe("the demo, from nothing to programs that run", () => {
  let folder: string;
  let demo: Ended;
  let addresses: Addresses;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "autorepo-demo-story-"));
    demo = await run([DEMO, "--dir", folder]);
    assert.equal(demo.exit, 0, demo.said.slice(-4000));
    addresses = readAddresses(demo.output);
  });
  after(async () => await rm(folder, { recursive: true, force: true }));

  test("its last lines say where everything is", () => {
    assert.equal(addresses.repository, join(folder, "repository"));
    assert.equal(addresses.report, join(folder, "repository/report/index.html"));
    assert.equal(addresses["pacman.conf"], join(folder, "pacman.conf"));
  });

  test("it shows what the review says of a harmless new version, and of a hijacked one", () => {
    assert.match(demo.output, /weekday 20260101-1 → 20260201-1\nroutine update/);
    assert.match(demo.output, /almanac 1\.0-1 → 1\.1-1\n1 alarm: .*\n"almanac\.install" runs, as root .*npm/);
  });

  test("it says before which packages go wrong on purpose, and afterwards that they did", () => {
    const said = demo.said.slice(demo.said.indexOf("go wrong on purpose"));
    for (const { entry, shows } of BAD) assert.ok(said.includes(`  ${entry.padEnd(16)}  ${shows}\n`), entry);
    assert.match(said, /demo: all 8 ended as they should/);
  });

  describe("a clean container that knows nothing but the printed pacman.conf", () => {
    let container: CleanContainer;

    before(async () => {
      container = await cleanContainer(addresses.image);
      await container.put(addresses.repository);
      const snippet = await readFile(addresses["pacman.conf"], "utf8");
      await container.succeed(`cat >> /etc/pacman.conf <<'END'\n\n${snippet}END`);
    });
    after(async () => await container[Symbol.asyncDispose]());

    test("syncs and installs every good example", async () => {
      await container.succeed("pacman -Syu --noconfirm");
      const names = [...new Set(COMMANDS.map(({ pkgname }) => pkgname))];
      await container.succeed(`pacman -S --noconfirm ${names.join(" ")}`);
    });

    for (const { pkgname, command, prints } of COMMANDS) {
      test(`runs ${command} of ${pkgname}`, async () => {
        const output = await container.succeed(command);
        assert.ok(output.includes(prints), `${command} printed ${JSON.stringify(output)}`);
      });
    }

    test("has the version that was accepted, and not the one that was not", async () => {
      const versions = await container.succeed("pacman -Q almanac weekday");
      assert.equal(versions, "almanac 1.0-1\nweekday 20260201-1\n");
    });

    test("is offered nothing of the bad ones", async () => {
      const offered = (await container.succeed("pacman -Slq demo")).trim().split("\n");
      const expected = [...COMMANDS.map(({ pkgname }) => pkgname), "libchoir", "libgreeting"];
      assert.deepEqual(offered.sort(), expected.sort());
    });
  });

  describe("the report", () => {
    let report: Report;
    let newest: ReportedRun;

    before(async () => {
      const site = join(folder, "repository/report");
      report = JSON.parse(await readFile(join(site, "report.json"), "utf8"));
      newest = JSON.parse(await readFile(join(site, "run", report.runs[0]?.id ?? "", "run.json"), "utf8"));
    });

    for (const { entry, outcome, phase, reason } of ENDINGS) {
      test(`names ${entry}: ${outcome}${phase === null ? "" : ` in ${phase}`}`, () => {
        const result = newest.results.find((each) => each.entry === entry);
        assert.equal(result?.outcome, outcome, result?.reason);
        if (phase !== null) assert.equal(result?.phase, phase, result?.reason);
        assert.match(result?.reason ?? "", reason);
      });
    }

    test("keeps what was published before a failure", () => {
      const steady = report.entries.find(({ entry }) => entry === "steady");
      assert.equal(steady?.status, "failed");
      assert.deepEqual(
        steady?.packages.map(({ version }) => version),
        ["1.0-1"],
      );
    });

    test("keeps head and tail of 200 MB of log and says how much it left out", () => {
      const chatterbox = newest.results.find(({ entry }) => entry === "chatterbox");
      const build = chatterbox?.phases.find(({ phase }) => phase === "build");
      assert.ok((build?.cut ?? 0) > 150_000_000, `cut ${build?.cut} bytes`);
    });

    test("has an ending listed for every bad example", () => {
      assert.deepEqual(ENDINGS.map(({ entry }) => entry).sort(), BAD.map(({ entry }) => entry).sort());
    });
  });

  test("afterwards nothing is left to do: what failed waits for a change", async () => {
    const autorepo = resolve(import.meta.dirname, "../../scripts/autorepo");
    const manifest = join(folder, "packages-with-bad.yaml");
    const { exit, output } = await run([autorepo, "plan", "--json", "--manifest", manifest]);
    assert.equal(exit, 0, output);
    assert.deepEqual(JSON.parse(output).jobs, []);
  });
});

test("the demo refuses what it does not understand, in words", async () => {
  const { exit, output, said } = await run([DEMO, "--store=file:elsewhere"]);
  assert.equal(exit, 2);
  assert.equal(output, "");
  assert.match(said, /^demo: --store is "file:elsewhere"/);
});
