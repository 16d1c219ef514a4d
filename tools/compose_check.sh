#!/usr/bin/env bash
# Builds the image and runs docker-compose.yml without a Docker engine: make compose-check
#
# Needs root on Debian or Ubuntu. Makes a base image with debootstrap and stand-ins for
# PostgreSQL, Redis and the store from packages, starts all services, sends
# documents through pages, broker and worker, a scan in four languages among them, and
# takes everything down again. Slow: ten minutes at first, three later. With BASE, POSTGRES_IMAGE, REDIS_IMAGE or STORE_IMAGE
# set to images that this machine has, those are used instead.
#
# What it cannot show: the official images' own start scripts, and limits of processor and
# memory on hosts whose control groups cannot be changed.
set -euo pipefail
cd "$(dirname "$0")/.."

FOLDER=${COMPOSE_CHECK_FOLDER:-/var/tmp/assay-compose-check}
SUITE=${COMPOSE_CHECK_SUITE:-bookworm}
HERE=tools/compose
PACKAGES="buildah podman runc netavark aardvark-dns iptables catatonit debootstrap"

say() { printf '%s\n' "compose-check: $*" >&2; }
fail() { say "$*"; exit 1; }

[ -x .venv/bin/python ] || fail "There is no .venv. Run: make setup-tests"
[ "$(id -u)" = 0 ] || fail "Run this as root: it makes images and networks."
for program in buildah podman runc iptables catatonit debootstrap; do
    command -v "$program" >/dev/null || fail "$program is missing. Run: apt-get install $PACKAGES"
done
for part in netavark aardvark-dns; do
    [ -x "/usr/lib/podman/$part" ] || fail "$part is missing. Run: apt-get install $PACKAGES"
done

mkdir -p "$FOLDER"
export CONTAINERS_CONF=$FOLDER/containers.conf
cp "$HERE/containers.conf" "$CONTAINERS_CONF"
python3 -c "import ensurepip" 2>/dev/null || fail "python3-venv is missing. Run: apt-get install python3-venv"
COMPOSE=$FOLDER/tools/bin/podman-compose
if [ ! -x "$COMPOSE" ]; then
    say "fetching podman-compose"
    python3 -m venv "$FOLDER/tools"
    "$FOLDER/tools/bin/pip" install -q "podman-compose>=1.6,<2"
fi

# What this machine needs to reach a package index, it hands on to the build.
bud=(buildah bud --isolation chroot --format docker --layers)
authorities=/etc/ssl/certs/ca-certificates.crt
[ -f "$authorities" ] && bud+=(--volume "$authorities:$authorities:ro")
[ -f /etc/pip.conf ] && bud+=(--volume /etc/pip.conf:/etc/pip.conf:ro)
while IFS='=' read -r name value; do
    case $name in
    PIP_FIND_LINKS) [ -d "$value" ] && bud+=(--volume "$value:$value:ro") ;;
    esac
    bud+=(--env "$name=$value")
done < <(env | grep -E '^(PIP_|SSL_CERT_FILE=|https?_proxy=|no_proxy=)' || true)

base() {
    buildah inspect --type image localhost/assay-check/base >/dev/null 2>&1 && return
    if [ ! -d "$FOLDER/root" ]; then
        say "making a $SUITE root with debootstrap"
        rm -rf "$FOLDER/root.new"
        debootstrap --variant=minbase --include=ca-certificates,python3,python3-venv \
            "$SUITE" "$FOLDER/root.new" >"$FOLDER/debootstrap.log" 2>&1 ||
            fail "debootstrap failed; see $FOLDER/debootstrap.log"
        mv "$FOLDER/root.new" "$FOLDER/root"
    fi
    say "making the base image"
    container=$(buildah from scratch)
    buildah add -q "$container" "$FOLDER/root" / >/dev/null
    buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
    buildah commit -q --rm "$container" localhost/assay-check/base >/dev/null
}

if [ -z "${BASE:-}" ] || [ -z "${POSTGRES_IMAGE:-}" ] || [ -z "${REDIS_IMAGE:-}" ] ||
    [ -z "${STORE_IMAGE:-}" ]; then
    base
fi
BASE=${BASE:-localhost/assay-check/base}
for stand_in in postgres redis store; do
    variable=${stand_in^^}_IMAGE
    [ -n "${!variable:-}" ] && continue
    say "making a stand-in for $stand_in"
    "${bud[@]}" -q --build-arg BASE=localhost/assay-check/base \
        -t "localhost/assay-check/$stand_in" -f "$HERE/$stand_in.Dockerfile" "$HERE" >/dev/null
    export "$variable=localhost/assay-check/$stand_in"
done
say "building the image"
export APP_IMAGE=localhost/assay-check/assay
"${bud[@]}" -q --build-arg "BASE=$BASE" -t "$APP_IMAGE" . >/dev/null

say "starting without secrets must be refused"
if env -u ASSAY_SECRET_KEY -u POSTGRES_PASSWORD -u DATABASE_PASSWORD \
    -u REDIS_PASSWORD -u STORE_PASSWORD \
    "$COMPOSE" --env-file /dev/null -p assay-check config >/dev/null 2>&1; then
    fail "The compose file starts without its secrets."
fi
if podman run --rm --network none -e ASSAY_SECRET_KEY=change-me "$APP_IMAGE" assay web \
    >/dev/null 2>"$FOLDER/refusal"; then
    fail "The pages start with a known sample secret."
fi
grep -q "ASSAY_SECRET_KEY is a known sample" "$FOLDER/refusal" ||
    fail "The pages do not start, for another reason: $(tail -n 1 "$FOLDER/refusal")"

export COMPOSE_CHECK_PORT=${COMPOSE_CHECK_PORT:-18431}
export PUBLISH=127.0.0.1:$COMPOSE_CHECK_PORT
export ASSAY_PUBLIC_URL=http://127.0.0.1:$COMPOSE_CHECK_PORT
secret() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
ASSAY_SECRET_KEY=$(secret) POSTGRES_PASSWORD=$(secret) REDIS_PASSWORD=$(secret)
DATABASE_PASSWORD=$(secret) STORE_PASSWORD=$(secret)
export ASSAY_SECRET_KEY POSTGRES_PASSWORD DATABASE_PASSWORD REDIS_PASSWORD STORE_PASSWORD
compose() { "$COMPOSE" -p assay-check "$@"; }
down() {
    status=$?
    [ "$status" = 0 ] || compose logs --tail 40 >&2 2>/dev/null || true
    compose down -v -t 20 >"$FOLDER/down.log" 2>&1 || true
    exit "$status"
}
trap down EXIT
compose down -v -t 5 >/dev/null 2>&1 || true # what a broken run has left
say "starting all services"
bash "$HERE/up.sh" "$COMPOSE" -p assay-check >"$FOLDER/up.log" 2>&1 || { cat "$FOLDER/up.log" >&2; fail "It does not start."; }

PYTHONPATH=. .venv/bin/python "$HERE/journey.py" "$ASSAY_PUBLIC_URL" "$COMPOSE" -p assay-check
say "all well"
