#!/usr/bin/env bash
# clang-tidy has nothing to say, by .clang-tidy, about the sources that differ from the commit BASE. A header counts
# through the .cpp of the same name.
#
#   check_tidy.sh [BASE]
#
# Without BASE it is the commit where this branch left origin/main; where that is not known, or is HEAD itself, the
# commit before HEAD. A root commit, or the last one of a shallow clone, has none: then nothing is looked at.
# Needs build/release/compile_commands.json (cmake --preset release). Looks at 24 files at most, and names the others.
set -euo pipefail

readonly most=24
readonly patience=600  # Seconds for one file: a minute is much, but the machine may be busy.
CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly database=build/release/compile_commands.json
[[ -e $database ]] || { echo "clang-tidy: there is no $database: run cmake --preset release"; exit 1; }

commit_of() { git rev-parse --verify --quiet --end-of-options "$1^{commit}"; }
head=$(commit_of HEAD)
if [[ $# -gt 0 ]]; then
  base=$(commit_of "$1") || { echo "clang-tidy: there is no commit $1"; exit 1; }
else
  base=$(git merge-base HEAD origin/main 2>/dev/null || true)
  [[ -n $base && $base != "$head" ]] || base=$(commit_of HEAD~1 || true)
fi
if [[ -z $base ]]; then
  echo 'clang-tidy: no earlier commit is here to compare with, so no files'
  exit 0
fi

# What was committed since, is changed or is new; as .cpp, each once.
mapfile -t sources < <({
  git diff --name-only --no-renames --diff-filter=d "$base" -- api manifests controller tests
  git ls-files --others --exclude-standard -- api manifests controller tests
} | sed -n 's/\.[ch]pp$/.cpp/p' | LC_ALL=C sort -u)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# A source that several programs are made of is looked at once.
jq 'unique_by(.file)' "$database" >"$scratch/compile_commands.json"
built=$(jq -r '.[].file' "$scratch/compile_commands.json")
files=()
left_out=()
for source in "${sources[@]}"; do
  # A header may have no .cpp, and a source may be built elsewhere only.
  if [[ ! -e $source ]] || ! grep -qxF "$PWD/$source" <<<"$built"; then continue; fi
  if [[ ${#files[@]} -lt $most ]]; then files+=("$source"); else left_out+=("$source"); fi
done

# look NUMBER: what is said of that file, and how that ended, in two files of that number.
look() {
  local status=0
  timeout "$patience" clang-tidy -p "$scratch" --quiet --warnings-as-errors='*' "${files[$1]}" \
    >"$scratch/$1" 2>&1 </dev/null || status=$?
  [[ $status -ne 124 ]] || echo "${files[$1]}: not done within $patience s" >>"$scratch/$1"
  echo "$status" >"$scratch/$1.status"
}
running=0
jobs=$(deploy/build-jobs.sh)
for number in "${!files[@]}"; do
  if [[ $running -ge $jobs ]]; then wait -n; else running=$((running + 1)); fi
  look "$number" &
done
wait

faulty=0
for number in "${!files[@]}"; do
  [[ $(<"$scratch/$number.status") != 0 ]] || continue
  faulty=$((faulty + 1))
  echo "${files[$number]}:"
  sed '/^[0-9]* warnings\{0,1\} generated\.$/d' "$scratch/$number"  # Those that it keeps to itself.
done
if [[ ${#left_out[@]} -gt 0 ]]; then
  echo "clang-tidy: more than $most files differ; these were not looked at:"
  printf '  %s\n' "${left_out[@]}"
fi
echo "clang-tidy: ${#files[@]} files, $([[ $faulty -eq 0 ]] && echo no warnings || echo "$faulty with warnings")"
exit $((faulty > 0))
