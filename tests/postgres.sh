#!/bin/sh
# Run a command with DATABASE_URL pointing at a PostgreSQL server of its own, removed afterwards.
set -eu
initdb=$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1 || true)
if [ -z "$initdb" ]; then
  echo "No PostgreSQL server here: its tests skip."
  [ "${CI:-}" != true ]
  exit
fi
bin=$(dirname "$initdb")
dir=$(mktemp -d)
port=$((20000 + $$ % 20000))
as=""
if [ "$(id -u)" -eq 0 ]; then chown postgres "$dir"; as="runuser -u postgres --"; fi
$as "$bin/initdb" -D "$dir/data" -A trust -U terezi >/dev/null
$as "$bin/pg_ctl" -w -D "$dir/data" -l "$dir/log" -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null
trap '$as "$bin/pg_ctl" -m immediate -D "$dir/data" stop >/dev/null; rm -rf "$dir"' EXIT
echo "Tests on PostgreSQL ..."
DATABASE_URL="postgresql://terezi@127.0.0.1:$port/postgres" "$@"
