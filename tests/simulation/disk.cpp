#include <utility>

#include "simulation.hpp"

// The journal as the runtime feeds it: what calls wait for at once, the rest a little later, one commit after
// the other, each taking its time. A crash loses everything but what was committed.

namespace fwop::simulation {
namespace {

constexpr Duration kCommitMin = std::chrono::milliseconds(1);
constexpr Duration kCommitMax = std::chrono::milliseconds(20);
constexpr Duration kLinger = std::chrono::milliseconds(100);
constexpr Duration kRetry = std::chrono::seconds(1);

}  // namespace

void Simulation::lose_unwritten() {
  to_write_ = {};
  after_write_.clear();
  committing_.clear();
  after_commit_.clear();
  writing_ = lingering_ = lingered_ = false;
}

void Simulation::write_soon() {
  if (writing_) return;
  if (!after_write_.empty() || !after_commit_.empty() || lingered_) return write();
  if (to_write_.empty() || lingering_) return;
  lingering_ = true;
  at_if_alive(clock_ + kLinger, [this] {
    lingering_ = false;
    lingered_ = true;
    write_soon();
  });
}

void Simulation::write() {
  controller::JournalBatch batch = to_write_.take(lingered_);
  if (to_write_.empty()) lingered_ = false;
  if (batch.empty() && after_write_.empty() && after_commit_.empty()) return;
  writing_ = true;
  committing_ = std::exchange(after_write_, {});
  at_if_alive(clock_ + between(kCommitMin, kCommitMax),
              [this, batch = std::move(batch), waiting = std::exchange(after_commit_, {})] {
                const std::vector<Call> calls = std::exchange(committing_, {});
                if (journal_failing_until_ && clock_ < *journal_failing_until_)
                  return not_written(batch, calls);
                writing_ = false;
                apply(batch);
                for (const auto& told : waiting) told();
                for (const Call& call : calls) send(call);
                write_soon();
              });
}

void Simulation::not_written(const controller::JournalBatch& batch, const std::vector<Call>& calls) {
  log("commit failed");
  to_write_.put_back(batch);
  at_if_alive(clock_ + kRetry, [this] {
    writing_ = false;
    lingered_ = true;
    write_soon();
  });
  for (const Call& call : calls) answer(call, {controller::NotSent{"disk full", true}, {}, {}}, clock_);
}

void Simulation::apply(const controller::JournalBatch& batch) {
  for (const controller::Record& record : batch.upserts) {
    durable_[record.key] = record;
    if (record.owned) watch_.ledger.kept(record);
    watch_.ledger.kept_ready(record);
  }
  for (const api::ClusterKey& key : batch.erased) {
    durable_.erase(key);
    watch_.ledger.dropped(key);
  }
  durable_marks_.insert(durable_marks_.end(), batch.brake_marks.begin(), batch.brake_marks.end());
  for (const controller::BrakeMark& mark : batch.dropped_marks) std::erase(durable_marks_, mark);
  durable_samples_.insert(durable_samples_.end(), batch.ready_samples.begin(), batch.ready_samples.end());
}

}  // namespace fwop::simulation
