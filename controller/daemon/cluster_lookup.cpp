#include "controller/daemon/cluster_lookup.hpp"

#include <utility>

#include "controller/daemon/cluster_name.hpp"
#include "controller/daemon/standby.hpp"
#include "controller/journal/limits.hpp"

namespace fwop::controller {

namespace asio = boost::asio;
using Key = OrWhyNot<api::ClusterKey>;
using Events = OrWhyNot<std::vector<Event>>;

std::vector<api::ClusterKey> ClusterLookup::keys_called(const std::string& name) const {
  ClusterNameMatch match(name);
  if (const Engine* engine = term_.engine()) {
    engine->each_basis([&](const Engine::Basis& basis) {
      match.consider(basis.key, basis.manifest != nullptr ? basis.manifest->name() : std::string_view());
    });
  }
  return match.found();
}

Key ClusterLookup::one_called(const std::string& name) const {
  if (term_.engine() == nullptr) return Key(boost::system::in_place_error, kStandby);
  const std::vector<api::ClusterKey> found = keys_called(name);
  if (found.empty()) {
    const auto& snapshot = term_.snapshot();
    const bool all_read = snapshot && snapshot->absence_is_meaningful;
    return Key(boost::system::in_place_error,
               all_read ? "there is no cluster " + name + "; `get` lists all"
                        : "no cluster " + name +
                              " is known, but not all manifests have been read (yet): `status` says more");
  }
  if (found.size() > 1)
    return Key(boost::system::in_place_error,
               "several clusters are called " + name + ": say ACCOUNT/CLUSTER_ID");
  return found.front();
}

std::vector<ClusterView> ClusterLookup::views_called(const std::string& name) const {
  std::vector<ClusterView> found;
  for (const api::ClusterKey& key : keys_called(name)) {
    if (auto view = term_.cluster(key)) found.push_back(std::move(*view));
  }
  return found;
}

asio::awaitable<Key> ClusterLookup::remembered_as(std::string name) {
  const auto slash = name.find('/');
  const bool with_account = slash != std::string::npos;
  std::string id = with_account ? name.substr(slash + 1) : name;
  auto asking = term_.runtime()->keys_with_events(std::move(id));
  auto told = co_await std::move(asking);
  if (!told) co_return Key(boost::system::in_place_error, told.error().message);
  if (with_account)
    std::erase_if(*told, [&](const api::ClusterKey& key) { return key.account_id != name.substr(0, slash); });
  if (told->size() == 1) co_return Key(boost::system::in_place_value, told->front());
  std::string why = told->empty()
                        ? "there is no cluster " + name + ", and the journal knows none; `get` lists all"
                        : "the journal knows several clusters " + name +
                              ": say ACCOUNT/CLUSTER_ID, such as " + told->front().account_id + "/" + name;
  co_return Key(boost::system::in_place_error, std::move(why));
}

asio::awaitable<Events> ClusterLookup::history(std::string name) {
  Key key = one_called(name);
  if (!key && term_.runtime() != nullptr) {
    // A deleted cluster has no view any more, but the journal keeps its history.
    auto asking = remembered_as(name);
    key = co_await std::move(asking);
  }
  if (!key) co_return Events(boost::system::in_place_error, key.error());
  // The term may have ended during the co_await.
  Runtime* const runtime = term_.runtime();
  if (runtime == nullptr) co_return Events(boost::system::in_place_error, kStandby);
  auto reading = runtime->history(*key, kEventsPerClusterKept);
  auto events = co_await std::move(reading);
  if (!events) co_return Events(boost::system::in_place_error, events.error().message);
  co_return Events(boost::system::in_place_value, std::move(*events));
}

}  // namespace fwop::controller
