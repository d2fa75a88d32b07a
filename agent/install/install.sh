#!/bin/sh
# Installs the Signalbox agent: fetches it from the control plane, checks it against the key whose fingerprint stands in the line
# that called this script, writes the host policy that the line spells out, enrols the server and starts the agent.
#   printf %s TOKEN | sh install.sh --url URL --key FINGERPRINT [--allow-env …]
# The token is read from stdin alone: it is in no process list. This script sends it to nobody; the agent does, sealed to the control
# plane that holds the key. Running it again is harmless.
set -eu

program_dir=/opt/signalbox-agent
program=$program_dir/current/signalbox-agent
url=
key=
token=
token_hash=
step=download
why=
work=

main() {
  trap 'ended $?' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  read_words "$@"
  read_token
  need_root
  work=$(mktemp -d)

  begin download "fetching the agent from $url"
  download
  begin verify "checking its signature and digest"
  verify
  unpack
  begin policy "writing the host policy to /etc/signalbox/policy.json"
  write_policy "$@"
  begin enrol "enrolling this server"
  enrol
  begin unit "installing the systemd units"
  "$program" install-units >"$work/said" 2>&1 || fail_with_said
  begin connect "waiting for the link to the control plane"
  "$program" status --wait 30 >"$work/said" 2>&1 || fail_with_said
  begin done "done: $(head -n 1 "$work/said")"
}

need_root() {
  [ "$(id -u)" = 0 ] || fail "this must run as root: install sudo, or paste the line into a root shell"
}

# Keeps what is for this script; the flags of the host policy are for the agent, which understands them.
read_words() {
  while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || fail "$1 wants a value"
    case $1 in
      --url) url=${2%/} ;;
      --key) key=$2 ;;
      --allow-env | --allow-unit | --allow-probe | --allow-file | --allow-redis | --deny-key) ;;
      *) fail "$1 is not understood" ;;
    esac
    shift 2
  done
  case $url in http://* | https://*) ;; *) fail "--url must be the address of the control plane" ;; esac
  case $key in
    *[!0-9a-f]* | '') fail "--key must be the fingerprint of the control plane's key" ;;
  esac
  [ ${#key} = 64 ] || fail "--key must be the fingerprint of the control plane's key"
}

read_token() {
  [ ! -t 0 ] || fail "the token is expected on stdin, as in the line that the console shows"
  token=$(cat)
  case $token in
    *[!A-Za-z0-9_-]* | '') token= && fail "the token on stdin is not one: copy the whole line from the console" ;;
  esac
  # By stdin, from a builtin: the token is in no process list here either.
  token_hash=$(printf %s "$token" | sha256sum | cut -c 1-64)
}

download() {
  command -v systemctl >/dev/null || fail "this server does not run systemd"
  find_arch
  for tool in tar gzip; do
    command -v "$tool" >/dev/null || install_package "$tool"
  done
  fetch "$url/agent/manifest?arch=$arch" "$work/manifest.all"
  file=$(unsigned_value file)
  case $file in
    *[!A-Za-z0-9._-]* | '') fail "the control plane sent no manifest" ;;
  esac
  fetch "$url/agent/download/$file" "$work/agent.tar.gz"
}

find_arch() {
  case $(uname -m) in
    x86_64 | amd64) arch=x64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) fail "this machine is $(uname -m); the agent runs on x86_64 and aarch64" ;;
  esac
}

fetch() {
  if command -v curl >/dev/null; then
    curl -fsSL --retry 2 -o "$2" "$1" 2>"$work/said" || fail_with_said
  else
    wget -q -O "$2" "$1" 2>"$work/said" || fail "$1 cannot be fetched"
  fi
}

# Of everything that came, and of the lines that are signed. After the check only the latter may be asked.
unsigned_value() {
  sed -n "s/^$1 //p" "$work/manifest.all" | head -n 1
}

signed_value() {
  sed -n "s/^$1 //p" "$work/manifest" | head -n 1
}

# The key is taken only if it is the one of the line; the manifest only if that key signed it, and as a manifest, for the key signs
# other things too; the archive only if it is the one that the manifest names.
verify() {
  command -v openssl >/dev/null || install_package openssl
  case $(openssl version) in
    "OpenSSL 0."* | "OpenSSL 1."* | LibreSSL*) fail "openssl 3 or newer is needed to check the signature; here is $(openssl version)" ;;
  esac
  unsigned_value key | openssl base64 -d -A >"$work/key.der"
  [ "$(sha256sum "$work/key.der" | cut -c 1-64)" = "$key" ] ||
    fail "the control plane at $url does not have the key of the line"
  unsigned_value signature | openssl base64 -d -A >"$work/manifest.sig"
  head -n 6 "$work/manifest.all" >"$work/manifest"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$work/manifest" \
    -sigfile "$work/manifest.sig" >"$work/said" 2>&1 || fail "the manifest does not carry the control plane's signature"
  [ "$(head -n 1 "$work/manifest")" = signalbox-agent-manifest-v1 ] || fail "what the control plane signed is no manifest"
  [ "$(signed_value arch)" = "$arch" ] || fail "the manifest is for another architecture"
  [ "$(sha256sum "$work/agent.tar.gz" | cut -c 1-64)" = "$(signed_value sha256)" ] ||
    fail "the download is not what the control plane signed"
}

unpack() {
  version=$(signed_value version)
  case $version in
    *[!A-Za-z0-9.-]* | '' | .*) fail "the manifest names no version" ;;
  esac
  target=$program_dir/versions/$version
  if [ ! -d "$target" ]; then
    rm -rf "$target.draft"
    mkdir -p "$target.draft"
    tar -xzf "$work/agent.tar.gz" -C "$target.draft" 2>"$work/said" || fail_with_said
    chown -R 0:0 "$target.draft"
    make_runnable "$target.draft"
    mv "$target.draft" "$target"
  fi
  ln -sfn "$target" "$program_dir/current.draft"
  mv -T "$program_dir/current.draft" "$program_dir/current"
  mkdir -p /usr/local/bin
  ln -sfn "$program" /usr/local/bin/signalbox-agent
}

# The runtime wants libatomic: the system's, else the one that came along, else the distribution's package.
make_runnable() {
  "$1/signalbox-agent" version >/dev/null 2>&1 && return
  : >"$1/use-own-libraries"
  "$1/signalbox-agent" version >/dev/null 2>&1 && return
  rm -f "$1/use-own-libraries"
  install_package libatomic
  "$1/signalbox-agent" version >"$work/said" 2>&1 || fail_with_said
}

# Takes this script's own words out of the line and hands on the rest.
write_policy() {
  count=$#
  while [ "$count" -gt 0 ]; do
    flag=$1
    value=$2
    shift 2
    count=$((count - 2))
    case $flag in
      --url | --key) ;;
      *) set -- "$@" "$flag" "$value" ;;
    esac
  done
  "$program" policy set "$@" >"$work/said" 2>&1 || fail_with_said
}

enrol() {
  printf %s "$token" | "$program" enrol --url "$url" --key "$key" >"$work/said" 2>&1 || fail_with_said
  say "$(head -n 1 "$work/said")"
}

install_package() {
  name=$1
  say "installing $name"
  if command -v apt-get >/dev/null; then
    [ "$name" = libatomic ] && name=libatomic1
    export DEBIAN_FRONTEND=noninteractive
    { apt-get install -y --no-install-recommends "$name" || { apt-get update && apt-get install -y --no-install-recommends "$name"; }; } \
      </dev/null >"$work/said" 2>&1 || fail_with_said
  elif command -v dnf >/dev/null; then
    dnf install -y "$name" </dev/null >"$work/said" 2>&1 || fail_with_said
  else
    fail "$name is missing, and this is neither Debian nor RHEL: install it by hand"
  fi
}

say() {
  printf 'signalbox: %s\n' "$1"
}

begin() {
  step=$1
  say "$2"
  report ""
}

fail() {
  why=$1
  exit 1
}

fail_with_said() {
  fail "$(tail -n 3 "$work/said" 2>/dev/null | tr '\n' ' ')"
}

ended() {
  trap - EXIT
  if [ "$1" != 0 ]; then
    [ -n "$why" ] || why="the step $step ended with $1"
    printf 'signalbox: %s failed: %s\n' "$step" "$why" >&2
    report "$why"
  fi
  [ -z "$work" ] || rm -rf "$work"
  exit "$1"
}

# Tells the console how far it came. That it could not be told is no reason to stop. Anybody may be listening: the token is named by
# its digest.
report() {
  [ -n "$url" ] && [ -n "$token_hash" ] || return 0
  failed=
  if [ -n "$1" ]; then
    failed=$(printf %s "$1" | tr -d '\000-\037"\\' | cut -c 1-400)
    failed=",\"failed\":\"$failed\""
  fi
  body="{\"tokenHash\":\"$token_hash\",\"step\":\"$step\"$failed}"
  if command -v curl >/dev/null; then
    printf %s "$body" | curl -fsS -m 10 -H 'content-type: application/json' --data-binary @- "$url/agent/enrol/step" >/dev/null 2>&1 || true
  else
    wget -q -O /dev/null -T 10 --header 'content-type: application/json' --post-data "$body" "$url/agent/enrol/step" 2>/dev/null || true
  fi
}

main "$@"
