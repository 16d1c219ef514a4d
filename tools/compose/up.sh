#!/usr/bin/env bash
# Starts all services of the compose file: up.sh COMPOSE WORDS...
#
# Podman 4 starts nothing that depends on a service which has ended, as that of the tables
# does. So they are started without these ties, in the order in which they depend.
set -euo pipefail
up() { "${compose[@]}" up --no-build --no-deps "$@"; }
compose=("$@")
up -d postgres redis store
up tables
up -d
