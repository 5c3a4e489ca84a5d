#pragma once

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>

#include "controller/daemon/current_term.hpp"
#include "controller/model/view.hpp"

namespace fwop::controller {

/// Finds what a person means by a name (ClusterNameMatch): for commands, pages and histories alike. Errors
/// are one line for that person. For the loop's thread.
class ClusterLookup {
 public:
  explicit ClusterLookup(CurrentTerm& term) : term_(term) {}

  /// The one that is called so; an error when none is, or several are.
  [[nodiscard]] boost::system::result<api::ClusterKey, std::string> one_called(const std::string& name) const;
  [[nodiscard]] std::vector<ClusterView> views_called(const std::string& name) const;
  /// The newest events of the cluster that is called so, newest first. Of one that has no view any more, the
  /// journal may still tell.
  boost::asio::awaitable<boost::system::result<std::vector<Event>, std::string>> history(std::string name);

 private:
  [[nodiscard]] std::vector<api::ClusterKey> keys_called(const std::string& name) const;
  /// The one that was called so, as the journal knows it; an error when it knows none, or several.
  boost::asio::awaitable<boost::system::result<api::ClusterKey, std::string>> remembered_as(std::string name);

  CurrentTerm& term_;
};

}  // namespace fwop::controller
