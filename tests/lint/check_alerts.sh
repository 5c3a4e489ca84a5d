#!/usr/bin/env bash
# The Prometheus configuration that we ship is one that Prometheus takes, and each alert fires when it should.
set -euo pipefail

CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/../../deploy/prometheus"
promtool check config prometheus.yml
promtool test rules alerts_test.yml
