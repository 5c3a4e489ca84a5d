#!/usr/bin/env bash
# The loop that people write today: for each manifest ask, create when it is missing, and poll until READY.
#
#   shell_loop.sh URL MANIFESTS        (needs curl and jq)
set -euo pipefail
url=$1/v1/accounts/acme/clusters
request() { curl -sS -H 'Authorization: Bearer k' -H 'Content-Type: application/json' "$@"; }

for file in "$2"/*.yaml; do
  # One field a line, as the bench writes them; a real script would call a YAML parser for each file.
  id=$(sed -n 's/^  name: //p' "$file")
  code=$(request -o /dev/null -w '%{http_code}' "$url/$id")
  [[ $code == 404 ]] || continue
  body=$(sed -n '/eksCluster:/,$s/^    \([A-Za-z]*\): \(.*\)$/\1 \2/p' "$file" | tr -d '"' |
    jq -Rn --arg id "$id" --arg name "$(sed -n 's/^  displayName: //p' "$file")" \
      '{clusterId: $id, cluster: {displayName: $name, eksCluster: ([inputs | capture("(?<key>\\S+) (?<value>.*)")] | from_entries)}}')
  request -o /dev/null --fail -d "$body" "$url"
done
for file in "$2"/*.yaml; do
  id=$(sed -n 's/^  name: //p' "$file")
  until [[ $(request "$url/$id" | jq -r .state) == READY ]]; do sleep 0.2; done
done
