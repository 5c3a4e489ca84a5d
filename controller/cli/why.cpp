#include "controller/cli/cluster_story.hpp"
#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/show/story.hpp"

namespace fwop::controller::cli {
namespace {

int run_why(const StoryOptions& options) { return print_story(options, why_text); }

}  // namespace

Command why_command() {
  return {kAsk, "why", "why a cluster is in its state, and what comes next", kFoundOrNot,
          prepare(add_story_flags, run_why)};
}

}  // namespace fwop::controller::cli
