# Sourced by the other scripts: finds the project, checks Node, installs what is missing. Messages go to stderr.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)

say() { printf 'firebreak: %s\n' "$*" >&2; }

command -v node >/dev/null 2>&1 || { say 'Node.js is missing. Install Node 22 or 24 (20.19 is the oldest that works): https://nodejs.org'; exit 2; }
command -v git >/dev/null 2>&1 || { say 'git is missing. Install git 2.39 or newer: https://git-scm.com'; exit 2; }
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
  || { say "Node $(node --version) is too old. Install Node 22 or 24 (20.19 is the oldest that works)."; exit 2; }

# One installer or builder at a time; a lock left by a killed process is taken over.
lock() {
  waited=0
  while ! mkdir "$root/.prepare.lock" 2>/dev/null; do
    holder=$(cat "$root/.prepare.lock/pid" 2>/dev/null || echo '')
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then rm -rf "$root/.prepare.lock"; continue; fi
    [ "$waited" -eq 0 ] && say 'waiting for another start of firebreak that installs or builds ...'
    waited=$((waited + 1))
    [ "$waited" -gt 600 ] && { say "gave up after 10 minutes. If nothing else runs, remove $root/.prepare.lock"; exit 2; }
    sleep 1
  done
  echo $$ >"$root/.prepare.lock/pid"
  trap 'rm -rf "$root/.prepare.lock"' EXIT
  trap 'exit 130' INT TERM
}

unlock() {
  rm -rf "$root/.prepare.lock"
  trap - EXIT INT TERM
}

installed() { cmp -s "$root/package-lock.json" "$root/node_modules/.firebreak-lock.json"; }

install() {
  installed && return 0
  lock
  if ! installed; then
    say 'installing dependencies (first start, about ten seconds) ...'
    log=$(mktemp)
    if ! (cd "$root" && npm ci --no-audit --no-fund --loglevel=error) >"$log" 2>&1; then
      cat "$log" >&2
      rm -f "$log"
      say 'npm ci failed; its messages are above. Check the network or the registry, then run the same command again.'
      exit 2
    fi
    rm -f "$log"
    cp "$root/package-lock.json" "$root/node_modules/.firebreak-lock.json"
  fi
  unlock
}

built() {
  [ -f "$root/dist/firebreak.js" ] && [ -z "$(find "$root/src" "$root/script" "$root/package-lock.json" "$root/examples" -newer "$root/dist/firebreak.js" 2>/dev/null | head -n 1)" ]
}

build() {
  built && return 0
  lock
  if ! built; then
    say 'building ...'
    (cd "$root" && node script/build.mjs) >&2 || { say 'the build failed; its messages are above'; exit 2; }
  fi
  unlock
}
