#pragma once

#include <cstddef>
#include <string>

#include "controller/engine/engine.hpp"
#include "manifests/snapshot_builder.hpp"

namespace fwop::bench {

/// A manifest of some 600 bytes, as the whole-program bench writes them.
std::string manifest_text(std::size_t number);

/// A folder of them, read.
manifests::SourceReading reading_of(std::size_t count);

/// The snapshot that comes of it.
std::shared_ptr<const manifests::Snapshot> snapshot_of(std::size_t count);

/// The same without reading any YAML: for what is only about the engine.
std::shared_ptr<const manifests::Snapshot> snapshot_without_text(std::size_t count);

/// The shipped engine on a virtual clock, against an API that answers at once and has every cluster READY at
/// the first look.
class Fleet {
 public:
  explicit Fleet(std::shared_ptr<const manifests::Snapshot> snapshot);

  /// From nothing to all READY. Returns the number of calls.
  std::size_t converge();
  /// One sweep later, nothing having changed. Returns the number of calls.
  std::size_t sweep();

 private:
  void take();
  controller::Outcome answer(const controller::Call& call) const;
  [[nodiscard]] Now now() const;

  std::shared_ptr<const manifests::Snapshot> snapshot_;
  std::vector<api::Cluster> created_;  ///< By key, as in the snapshot.
  Duration passed_{0};
  controller::Engine engine_;
  std::vector<controller::Call> waiting_;
  std::optional<Instant> wake_;
  std::size_t calls_ = 0;
};

}  // namespace fwop::bench
