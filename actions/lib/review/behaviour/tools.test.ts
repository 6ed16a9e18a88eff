import { type Case, testRule } from "./rule-cases.ts";
import { pkgverProgram } from "./rules/pkgver-program.ts";
import { replacedTool } from "./rules/replaced-tool.ts";
import { unseenCode } from "./rules/unseen-code.ts";

function at(place: string, says: Case["says"], ...lines: string[]): Case[] {
  return lines.map((line) => ({ place, line, says }));
}

testRule(unseenCode, [
  ...at("post_install()", "alarm", "ls /opt/x | xargs sh", "bash < /var/lib/x"),
  ...at(
    "build()",
    "warning",
    "find . -name '*.dat' -exec sh {} \\;",
    "find . -name '*.dat' -exec bash -c 'source {}' \\;",
    "xargs -n1 bash < list",
    "cat list | parallel -j4",
    "cat x | tee >(sh)",
    "sh < x",
  ),
  ...at(
    "build()",
    null,
    "find . -name '*.sh' -exec bash -n {} \\;",
    "find . -name '*.sh' -exec sed -i 's|/bin/sh|/bin/bash|' {} \\;",
    'find . -type f -exec sh -c \'mv "$1" "${1%.in}"\' _ {} \\;',
    "ls | xargs -I{} sh -c 'gzip {}'",
    "ls *.svg | parallel rsvg-convert {} -o {.}.png",
    "sh configure --prefix=/usr",
    "bash -c 'make'",
    "echo make | sh",
    "bash --version",
  ),
]);

testRule(replacedTool, [
  ...at(
    "build()",
    "alarm",
    "make SHELL=/tmp/x",
    "export CC=~/x/gcc",
    'hash -p "$srcdir/linter" gcc',
    "make -f /var/tmp/x.mk",
    "export PATH=/tmp/b:$PATH",
    "NODE_OPTIONS='--import data:text/javascript,x' npm run build",
  ),
  ...at(
    "build()",
    "warning",
    'make SHELL="$srcdir/x"',
    "CONFIG_SHELL=./x ./configure",
    'export CFLAGS="$CFLAGS -B$srcdir/x"',
    'gcc -specs="$srcdir/x.specs" x.c',
    'RUSTC_WRAPPER="$srcdir/x" cargo build',
    "go build -toolexec ./x",
    'git -c core.fsmonitor="$srcdir/x" status',
  ),
  ...at(
    "build()",
    null,
    "make CC=clang SHELL=/bin/bash",
    "export CC=gcc-14 CXX=/usr/bin/g++-14",
    'export PATH="$srcdir/bin:$PATH"',
    "RUSTC_WRAPPER=sccache cargo build",
    'cmake -B build -DCMAKE_TOOLCHAIN_FILE="$srcdir/x/toolchain.cmake" -DCMAKE_C_COMPILER=clang',
    'make -f "$srcdir/x/Makefile.linux"',
    "export CFLAGS='-O2 -fno-plt' LDFLAGS=-Wl,-z,now",
    "hash -r",
    "git config user.name x",
    "LD_PRELOAD=/usr/lib/libjemalloc.so make check",
    "export NODE_OPTIONS=--max-old-space-size=8192",
  ),
  {
    place: "build()",
    line: "cargo build",
    says: "warning",
    files: { "config.toml": '[build]\nrustc-wrapper = "./x"\n' },
  },
  {
    place: "build()",
    line: "cargo build",
    says: null,
    files: { "config.toml": '[target.x86_64-unknown-linux-gnu]\nlinker = "clang"\n' },
  },
]);

testRule(pkgverProgram, [
  ...at(
    "pkgver()",
    "warning",
    "cd x && ./version.sh",
    'bash "$srcdir/x/version"',
    "python setup.py --version",
    "make -s version",
  ),
  ...at(
    "pkgver()",
    null,
    "git describe --long | sed 's/-/.r/;s/-/./'",
    "grep -oP 'version = \\K.*' setup.py",
    "python -c 'import tomllib'",
    "/usr/bin/git -C x rev-list --count HEAD",
    "awk -F. '{ print $1 }' version.txt",
  ),
  ...at("build()", null, "./version.sh"),
]);
