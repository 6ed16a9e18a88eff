import assert from "node:assert/strict";
import { constants } from "node:os";
import { Readable } from "node:stream";
import { after, before, describe, test } from "node:test";
import type { Container, Sandbox } from "./sandbox.ts";
import { seccompProfile } from "./seccomp.ts";
import { openTrial, said } from "./trial-sandbox.ts";

describe("what a build may not do", () => {
  let sandbox: Sandbox;
  let container: Container;
  before(async () => {
    sandbox = await openTrial();
    container = await sandbox.open({ purpose: "refusals", network: false, disk: 1, seconds: 120 });
  });
  after(() => sandbox[Symbol.asyncDispose]());

  const refused: readonly (readonly [string, string])[] = [
    ["a socket of AF_ALG", "socket(S, 38, 5, 0)"],
    ["a socket of AF_VSOCK", "socket(S, 40, 1, 0)"],
    ["AF_ALG hidden behind high bits that the kernel ignores", "syscall(41, (1 << 32) | 38, 5, 0) >= 0"],
    ["io_uring", 'my $parameters = "\\0" x 120; syscall(425, 8, $parameters) >= 0'],
    ["a user namespace", "syscall(272, 0x10000000) >= 0"],
    ["a user namespace by clone", "syscall(56, 0x10000000 | 17, 0, 0, 0, 0) >= 0"],
    ["a kernel key", 'my @key = ("user", "x", "y"); syscall(248, @key, 1, -3) >= 0'],
    ["a mount", 'my @mount = ("none", "/tmp", "tmpfs"); syscall(165, @mount, 0, 0) >= 0'],
    ["tracing the first process", "syscall(101, 16, 1, 0, 0) >= 0"],
    ["a signal to the first process", "kill(9, 1)"],
    ["the environment of the first process", 'open(F, "<", "/proc/1/environ")'],
    ["the kernel's settings", 'open(F, ">", "/proc/sys/kernel/core_pattern")'],
    ["the commands' exit statuses", 'opendir(F, "/run/autorepo")'],
  ];
  const attempt = (probe: string) =>
    container.builder({
      script: `perl -e 'print eval($ARGV[0]) ? "had it" : "refused: ", $! + 0, $@' "$1"`,
      arguments: [probe],
      seconds: 20,
    });
  for (const [what, probe] of refused) {
    test(`${what} is refused to the builder`, async () => {
      // EPERM, EACCES, EROFS, ENOSYS: not because the probe is wrong.
      assert.match(said(await attempt(probe)), /^refused: (1|13|30|38)$/);
    });
  }

  test("what is allowed is had, so that the probes can fail", async () => {
    assert.match(said(await attempt("syscall(41, 1, 1, 0) >= 0")), /^had it/);
    assert.match(said(await attempt("socket(S, 2, 1, 0)")), /^had it/);
  });

  test("clone3, whose flags no filter sees, looks like an old kernel's, so that threads start", async () => {
    assert.equal(said(await attempt("syscall(435, 0, 0) >= 0")), "refused: 38");
  });

  test("a call of the x32 kind kills its process", async () => {
    const { exit } = await attempt("syscall(0x40000000 | 41, 38, 5, 0) >= 0");
    assert.equal(exit, 128 + constants.signals.SIGSYS);
  });

  test("32-bit programs cannot get what 64-bit ones may not", async () => {
    const { exit, stdout, stderr } = await container.builder({
      script: "cd && cat > probe.c && gcc -o probe probe.c && ./probe",
      input: Readable.from([Buffer.from(COMPAT_PROBE)]),
      seconds: 60,
    });
    assert.deepEqual(
      [exit, String(Buffer.from(stdout)).trim()],
      [0, "refused refused"],
      String(Buffer.from(stderr)),
    );
  });

  test("a setuid program and a file with capabilities give nothing", async () => {
    await container.root({
      script: "cp /usr/bin/id /usr/bin/suid-id && chmod 4755 /usr/bin/suid-id",
      seconds: 20,
    });
    assert.equal(said(await container.builder({ script: "suid-id -u", seconds: 20 })), "61000");
    const script = "command -v sudo >/dev/null && sudo -n true; su -c true root";
    assert.notEqual((await container.builder({ script, seconds: 20 })).exit, 0);
  });

  test("nothing of the host is there", async () => {
    const script =
      "ls /var/run/docker.sock /run/docker.sock /run/podman/podman.sock /dev/loop0 /dev/sda /dev/kmsg";
    assert.equal(said(await container.root({ script, seconds: 20 })), "");
    const disk = "mknod /build/disk b 7 0 || mknod /tmp/disk b 7 0 || cat /dev/mem";
    assert.notEqual((await container.root({ script: disk, seconds: 20 })).exit, 0);
  });

  test("root keeps what pacman needs: owners, setuid bits, file capabilities, chroot", async () => {
    const script = `
      set -e
      touch /srv/file && chown 3:4 /srv/file && chmod 4755 /srv/file
      [[ $(stat -c '%u %g %a' /srv/file) == '3 4 4755' ]]
      chroot / true
      cp /usr/bin/true /srv/capable
      command -v setcap >/dev/null && setcap cap_net_raw+ep /srv/capable
      setpriv --reuid 33 --regid 33 --clear-groups true
    `;
    const { exit, stderr } = await container.root({ script, seconds: 20 });
    assert.equal(exit, 0, String(Buffer.from(stderr)));
  });

  test("fakeroot works for the builder", async () => {
    const script = "cd && fakeroot -- bash -c 'touch owned && chown 0:0 owned && stat -c %u owned'";
    assert.equal(said(await container.builder({ script, seconds: 60 })), "0");
  });
});

test("the profile allows none of the calls that engines refuse", () => {
  const rules: { names: string[]; action: string }[] = JSON.parse(seccompProfile()).syscalls;
  const allowing = rules.filter(({ action }) => action === "SCMP_ACT_ALLOW");
  const allowed = new Set(allowing.flatMap(({ names }) => names));
  const refused =
    "add_key bpf clone3 delete_module fanotify_init finit_module fsconfig fsmount fsopen init_module io_uring_enter io_uring_register io_uring_setup ioperm iopl kcmp kexec_load keyctl mount mount_setattr move_mount open_by_handle_at open_tree perf_event_open pivot_root process_madvise quotactl reboot request_key setns socketcall swapoff swapon sysfs umount2 unshare userfaultfd vhangup";
  assert.deepEqual(
    refused.split(" ").filter((name) => allowed.has(name)),
    [],
  );
});

/** int $0x80 enters the kernel's 32-bit calls: 102 is socketcall, 359 socket. */
const COMPAT_PROBE = `
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
static long call(long number, long b, long c, long d) {
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(b), "c"(c), "d"(d) : "memory", "r8", "r9", "r10", "r11");
  return (int)result;
}
int main(void) {
  int *arguments = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  arguments[0] = 38; arguments[1] = 5; arguments[2] = 0;
  puts(call(102, 1, (long)arguments, 0) < 0 ? call(359, 38, 5, 0) < 0 ? "refused refused" : "refused open" : "open");
}
`;
