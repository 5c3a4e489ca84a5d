#pragma once

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "api/base/or_why_not.hpp"
#include "controller/daemon/current_term.hpp"
#include "controller/model/view.hpp"

namespace fwop::controller {

/// Finds the clusters that a person means by a name (ClusterNameMatch), for commands, pages and histories.
/// Errors are one line for that person. Use it on the loop's thread only.
class ClusterLookup {
 public:
  explicit ClusterLookup(CurrentTerm& term) : term_(term) {}

  /// The only cluster that `name` matches; an error when none or several match, and between terms.
  [[nodiscard]] OrWhyNot<api::ClusterKey> one_called(const std::string& name) const;
  /// The views of all clusters that `name` matches; empty between terms.
  [[nodiscard]] std::vector<ClusterView> views_called(const std::string& name) const;
  /// The latest events of the cluster that `name` matches, newest first. Also finds deleted clusters that the
  /// journal still has events of.
  boost::asio::awaitable<OrWhyNot<std::vector<Event>>> history(std::string name);

 private:
  [[nodiscard]] std::vector<api::ClusterKey> keys_called(const std::string& name) const;
  /// The only cluster of that name in the journal; an error when the journal has none or several. Call it
  /// only during a term.
  boost::asio::awaitable<OrWhyNot<api::ClusterKey>> remembered_as(std::string name);

  CurrentTerm& term_;
};

}  // namespace fwop::controller
