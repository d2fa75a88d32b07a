# Puts itself into the cgroups whose cgroup.procs files come first, then becomes the program behind "--".
set -eu
while [ "$1" != "--" ]; do
  echo $$ >"$1"
  shift
done
shift
exec "$@"
