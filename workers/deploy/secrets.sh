#!/bin/sh
# Makes the passwords of a new installation, each in a file of its own, and the addresses and Redis'
# users with them: sh workers/deploy/secrets.sh secrets
# What is there already is left as it is. The files are readable for every account, since each
# container has one of its own; the folder only for yours, and that is what guards them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?name a folder for the secrets}
redis=${REDIS_HOST:-redis:6379}
postgres=${POSTGRES_HOST:-postgres:5432}
umask 077
mkdir -p "$folder"
cd "$folder"

password() { # NAME: letters and digits only, so that it may stand in an address
    [ -s "$1" ] || LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 32 >"$1"
}

put() { # NAME: from standard input, unless it is there
    if [ -s "$1" ]; then cat >/dev/null; else cat >"$1"; fi
}

hash() { sha256sum "$1" | cut -d ' ' -f 1; }

for name in postgres_password owner_password worker_password reader_password \
    admin_password redis_password watcher_password flower_password grafana_password; do
    password "$name"
done

for role in owner worker reader; do
    echo "postgresql://onrecord_$role:$(cat ${role}_password)@$postgres/onrecord" | put "ledger_url_$role"
done
echo "redis://onrecord:$(cat redis_password)@$redis/0" | put broker_url
echo "redis://watcher:$(cat watcher_password)@$redis/0" | put broker_url_watcher
echo "redis://flower:$(cat flower_password)@$redis/0" | put broker_url_flower
sed -e "s/ADMIN_PASSWORD_SHA256/$(hash admin_password)/" \
    -e "s/ONRECORD_PASSWORD_SHA256/$(hash redis_password)/" \
    -e "s/WATCHER_PASSWORD_SHA256/$(hash watcher_password)/" \
    -e "s/FLOWER_PASSWORD_SHA256/$(hash flower_password)/" \
    "$here/redis/users.acl" | put redis_users
chmod 0444 ./*
