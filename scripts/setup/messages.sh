# Sourced by the scripts beside it. Words go to standard error: standard output is each script's answer.

say() {
  printf 'setup: %s\n' "$*" >&2
}

# Ends with the exit code for "something the machine lacks".
give_up() {
  printf 'setup: %s\n' "$@" >&2
  exit 4
}

# install_packages PACKAGE...: from the distribution, without questions.
install_packages() {
  command -v apt-get >/dev/null ||
    give_up "this machine has no apt-get: install these by hand and run this again: $*"
  [ "$(id -u)" -eq 0 ] ||
    give_up "not root: run this by hand and then this again: sudo apt-get install --no-install-recommends $*"
  say "installing $* with apt-get"
  log=$(mktemp)
  # A list fetched long ago names files the mirror no longer has: fetch it only when the first try fails.
  if ! apt_install "$@" >"$log" 2>&1 && ! { apt-get update -q && apt_install "$@"; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    give_up "apt-get failed: run this by hand to see why: apt-get update && apt-get install $*"
  fi
  rm -f "$log"
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends "$@" </dev/null
}
