# Sourced by what tests and measures: makes ready all that the sources need, and names it in the environment.
# Each step is quick when there is nothing to do, and ends everything with exit code 4 when it cannot.
prepare_development() {
  prepare_sources
  prepare_engine
}

prepare_sources() {
  local node
  node=$(scripts/setup/node)
  export PATH=$node:$PATH
  cmp -s package-lock.json node_modules/.installed-lock.json && return
  # Not `npm ci`: it refuses a lock file that was written where the registry lacks other platforms' binaries.
  npm install --no-save --ignore-scripts --no-audit --no-fund >&2 </dev/null
  cp package-lock.json node_modules/.installed-lock.json
}

prepare_engine() {
  scripts/setup/docker
  AUTOREPO_TEST_IMAGE=$(scripts/setup/image)
  AUTOREPO_TEST_MIRROR=$(scripts/setup/mirror "$AUTOREPO_TEST_IMAGE")
  export AUTOREPO_TEST_IMAGE AUTOREPO_TEST_MIRROR
}
