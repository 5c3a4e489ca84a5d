#include "manifests/ignore_rules.hpp"

#include <utility>

#include <git2/sys/repository.h>

#include "api/base/trimmed.hpp"
#include "manifests/git_handle.hpp"

namespace fwop::manifests {

/// A repository without a folder, which has only these rules and no user's settings.
struct IgnoreRules::State {
  GitLibrary library;
  GitRepository repository;
};

OrWhyNot<IgnoreRules> IgnoreRules::parse(std::string_view text) {
  using Result = OrWhyNot<IgnoreRules>;
  const auto failed = [](std::string why) { return Result(boost::system::in_place_error, std::move(why)); };
  text = without_byte_order_mark(text);
  if (text.find('\0') != std::string_view::npos) return failed("holds a NUL byte: save it as UTF-8");
  IgnoreRules rules;
  rules.state_ = std::make_shared<State>();
  git_repository* repository = nullptr;
  git_config* config = nullptr;
  if (git_repository_new(&repository) != 0) return failed("cannot be read: " + git_message());
  rules.state_->repository.reset(repository);
  if (git_config_new(&config) != 0) return failed("cannot be read: " + git_message());
  const GitConfig owned(config);
  if (git_repository_set_config(repository, config) != 0 ||
      git_ignore_clear_internal_rules(repository) != 0 ||
      git_ignore_add_rule(repository, std::string(text).c_str()) != 0)
    return failed("cannot be read: " + git_message());
  return Result(boost::system::in_place_value, std::move(rules));
}

bool IgnoreRules::cover(const std::string& path) const {
  int covered = 0;
  return state_ && git_ignore_path_is_ignored(&covered, state_->repository.get(), path.c_str()) == 0 &&
         covered == 1;
}

}  // namespace fwop::manifests
