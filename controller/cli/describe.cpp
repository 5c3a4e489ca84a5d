#include "controller/cli/cluster_story.hpp"
#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/show/story.hpp"

namespace fwop::controller::cli {
namespace {

int run_describe(const StoryOptions& options) { return print_story(options, description_text); }

}  // namespace

Command describe_command() {
  return {kAsk, "describe", "one cluster, with its conditions and its history", kFoundOrNot,
          prepare(add_story_flags, run_describe)};
}

}  // namespace fwop::controller::cli
