#!/usr/bin/env bash
# Shows what leadpact prints for the samples, and checks the exit codes on the way.
#   Samples/demo.sh [PATH-OF-LEADPACT]
set -uo pipefail
leadpact=$(realpath "$(command -v "${1:-leadpact}")") || exit 2
cd "$(dirname "$0")/.."

# Runs leadpact and holds its exit code against the expected one.
show() {
    local expected=$1
    shift
    printf '\n$ leadpact %s\n\n' "$*"
    "$leadpact" "$@"
    local code=$?
    printf '\n(exit code %d)\n' "$code"
    if [ "$code" -ne "$expected" ]; then
        printf 'demo: expected exit code %d\n' "$expected" >&2
        exit 1
    fi
}

show 0 lint Samples/acme/agreement.yaml
show 1 check Samples/acme/agreement.yaml Samples/acme
show 0 explain L-1021 first-response --agreement Samples/acme/agreement.yaml --snapshot Samples/acme
show 0 agenda Samples/acme/agreement.yaml Samples/acme --party sales
show 1 check Samples/salesforce/agreement.yaml Samples/salesforce
printf '\nThe demo went as expected: an agreement without faults, a gate that fails, the reason for one breach, and what every rep owes.\n'
