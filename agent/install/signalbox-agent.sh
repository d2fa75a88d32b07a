#!/bin/sh
# Starts the agent with the runtime that came with it.
here=$(dirname "$(readlink -f "$0")")
# Set by the installer where the system has no libatomic; the agent does not hand it on to the programs that it starts.
if [ -e "$here/use-own-libraries" ]; then
  LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
  export LD_LIBRARY_PATH
fi
program=$here/agent.mjs
if [ "${1-}" = guardian ]; then
  shift
  program=$here/guardian.mjs
fi
exec "$here/node" --use-system-ca --max-semi-space-size=1 --max-old-space-size=64 --optimize-for-size "$program" "$@"
