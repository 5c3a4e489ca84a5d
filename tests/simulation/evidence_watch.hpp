#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "complaints.hpp"
#include "sim_api.hpp"
#include "wish_watch.hpp"

namespace fwop::simulation {

/// What the engine was shown, and that each change rests on enough of it: an intent on disk, the whole
/// account seen, a read right before, absence that two witnesses agree on.
class EvidenceWatch {
 public:
  /// What the present process was told of one cluster.
  struct Evidence {
    int changing = 0;                  ///< Mutating calls in flight.
    std::optional<Instant> attempted;  ///< When the last of them was answered.
    std::optional<Instant> deleted;    ///< When a delete was last accepted.
    bool unsure = false;               ///< A create of ours may have taken effect.
    /// Begin of the first GET that said 404 after what was last done to it or seen of it.
    std::optional<Instant> missing;
    std::optional<Instant> read;       ///< Begin of the newest GET that showed it.
    std::optional<api::Cluster> last;  ///< What that GET, or a later create, showed.
    Life life = 0;                     ///< And whose life it was.
    bool seen = false;
  };

  explicit EvidenceWatch(Complaints& complaints) : complaints_(complaints) {}

  void restarted(const Journal& durable, Now now);
  void forgot(const api::ClusterKey& key) { evidence_.erase(key); }
  /// `wanted`: a cluster that is listed is one that the engine looks after.
  void answered(const Call& call, const Answer& answer, Instant asked, const WishWatch& wishes, Now now);
  void decided(const Call& call) {
    if (call.verb == api::Verb::Create) decided_.emplace(call.id, absence(call.key));
  }
  /// `durable` is what the journal holds at this moment.
  void leaves(const Call& call, const Journal& durable, Now now);

  [[nodiscard]] const Evidence& of(const api::ClusterKey& key) { return evidence_[key]; }
  /// When the last whole LIST of the account began; nothing when there was none.
  [[nodiscard]] std::optional<Instant> swept(const std::string& account) {
    return listings_[account].complete_began;
  }

 private:
  struct Listing {
    Instant began{};
    std::set<std::string> ids;
    bool running = false;
    std::optional<Instant> complete_began;
    std::set<std::string> complete_ids;
    /// When the newest whole LIST without that id began.
    std::map<std::string, Instant> missing;
  };

  /// What speaks for its not being there.
  struct Absence {
    Evidence evidence;
    std::optional<Instant> unlisted;  ///< Begin of the newest whole LIST without it.
  };
  [[nodiscard]] Absence absence(const api::ClusterKey& key);
  static void note_missing(Evidence& evidence, Instant asked);
  void check_create(const Call& call, const Absence& absence, Now now);
  void check_update(const Call& call, const Evidence& evidence, Now now);
  void page_answered(const Call& call, const api::ClusterPage& page, const WishWatch& wishes);

  Complaints& complaints_;
  std::map<api::ClusterKey, Evidence> evidence_;
  std::map<std::string, Listing> listings_;
  std::map<controller::CallId, Absence> decided_;
};

}  // namespace fwop::simulation
