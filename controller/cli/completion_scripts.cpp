#include "controller/cli/completion.hpp"

// Each script calls `fireworks-operator __complete WORD…`. The first line of its output is :none, :files or
// :folders; each other line is a candidate: the word, and after a tab its description, if there is one.

namespace fwop::controller::cli {
namespace {

constexpr const char* kBash =
    R"(# bash completion of fireworks-operator:  source <(fireworks-operator completion bash)

_fireworks_operator() {
  local words=() word i line typed joins=
  # Bash takes --flag=VALUE apart at the equals sign.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == "=" && ${#words[@]} -gt 0 ]]; then
      words[-1]+="="
      joins=yes
    elif [[ -n $joins ]]; then
      words[-1]+=$word
      joins=
    else
      words+=("$word")
    fi
  done
  typed=${words[-1]-}
  [[ $typed == --*=* ]] && typed=${typed#*=}
  local others=:none lines=()
  mapfile -t lines < <("${COMP_WORDS[0]}" __complete "${words[@]}" 2>/dev/null)
  COMPREPLY=()
  for line in "${lines[@]}"; do
    if [[ $line == :* ]]; then others=$line; else COMPREPLY+=("${line%%$'\t'*}"); fi
  done
  case $others in
    :files) compopt -o filenames 2>/dev/null; mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$typed") ;;
    :folders) compopt -o filenames 2>/dev/null; mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$typed") ;;
  esac
}
complete -F _fireworks_operator fireworks-operator
)";

constexpr const char* kZsh = R"(#compdef fireworks-operator
# zsh completion of fireworks-operator:  source <(fireworks-operator completion zsh)
# or, as a file named _fireworks-operator, anywhere on $fpath.

_fireworks_operator() {
  local -a lines candidates
  local line others=:none
  lines=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "${lines[@]}"; do
    case $line in
      :*) others=$line ;;
      *$'\t'*) candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
      ?*) candidates+=("${line//:/\\:}") ;;
    esac
  done
  [[ $PREFIX == --*=* ]] && compset -P '*='
  (( $#candidates )) && _describe fireworks-operator candidates
  case $others in
    :files) _files ;;
    :folders) _files -/ ;;
  esac
}

if [ "$funcstack[1]" = "_fireworks_operator" ]; then
  _fireworks_operator "$@"
else
  compdef _fireworks_operator fireworks-operator
fi
)";

constexpr const char* kFish =
    R"(# fish completion of fireworks-operator:  fireworks-operator completion fish | source

function __fireworks_operator_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l prefix (string match -r -- '^--[^=]+=' $typed)
    test -n "$prefix"; or set prefix ''
    set -l value (string replace -r -- '^--[^=]+=' '' $typed)
    set -l lines ($words[1] __complete $words[2..-1] "$typed" 2>/dev/null)
    for line in $lines
        switch $line
            case :files :folders
                for path in (__fish_complete_path "$value")
                    test $line = :files; or string match -q -- '*/*' $path; and echo -- $prefix$path
                end
            case ':*'
            case '*'
                echo -- $prefix$line
        end
    end
end
complete -c fireworks-operator -f -a '(__fireworks_operator_complete)'
)";

}  // namespace

std::string completion_script(const std::string& shell) {
  if (shell == "bash") return kBash;
  if (shell == "zsh") return kZsh;
  if (shell == "fish") return kFish;
  return {};
}

}  // namespace fwop::controller::cli
