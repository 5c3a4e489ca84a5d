#include <algorithm>

#include "simulation.hpp"

// What happens to the files that people declare clusters in, and how readers come to see it.

namespace fwop::simulation {
namespace {

constexpr Duration kGitPoll = std::chrono::seconds(60);
constexpr Duration kFolderDelay{80};

/// Nobody can see what they said plainly.
Sayings hidden(Sayings sayings) {
  for (auto& [key, said] : sayings.of) {
    said.obscurely.insert(said.obscurely.end(), said.plainly.begin(), said.plainly.end());
    said.plainly.clear();
  }
  sayings.unclear = sayings.silent = sayings.mute = sayings.unread = true;
  return sayings;
}

}  // namespace

Duration Simulation::away_at_most() const {
  const Duration takes = settings_.removal_takes * 4 / 5;
  return plan_.git ? std::max(Duration(0), takes - kGitPoll) : takes;
}

void Simulation::heal_at(Instant when) {
  at(when, [this] {
    files_.heal(clock_);
    files_changed();
  });
}

void Simulation::spoil(Hazard hazard, Ailment ailment, Duration longest) {
  if (!strikes(hazard) || longest <= Duration(0)) return;
  const api::ClusterKey key = any_key();
  // Half of them for a moment.
  const Duration most = random_.below(2) == 0 ? std::min(longest, Duration(100)) : longest;
  const Instant until = clock_ + between(Duration(1), most);
  if (!files_.ail(key, ailment, until, random_)) return;
  log("FILE of " + named(key) + " " + std::string(to_string(ailment)));
  files_changed();
  heal_at(until);
}

void Simulation::meddle_with_files() {
  constexpr Duration kLong = std::chrono::minutes(40);
  spoil(Hazard::FileUnreadable, Ailment::Unreadable, kLong);
  spoil(Hazard::FileHalf, Ailment::Half, away_at_most());
  spoil(Hazard::FolderLinked, Ailment::Linked, kLong);
  spoil(Hazard::OtherKind, Ailment::OtherKind, kLong);
  spoil(Hazard::ListTypo, Ailment::ListTypo, kLong);
  spoil(Hazard::FileAway, Ailment::Away, away_at_most());
  spoil(Hazard::FileEmptied, Ailment::Emptied, away_at_most());
  const api::ClusterKey key = any_key();
  if (strikes(Hazard::FileMoved)) {
    std::optional<Instant> until;
    if (random_.below(2) == 0 && !plan_.calm && away_at_most() > Duration(0))
      until = clock_ + between(Duration(1), away_at_most());
    if (files_.move(key, until, random_)) {
      log("DOCUMENT of " + named(key) + " moved");
      files_changed();
      if (until) heal_at(*until);
    }
  }
  if (strikes(Hazard::FileRenamed) && files_.rename(key, random_)) {
    log("FILE of " + named(key) + " renamed");
    files_changed();
  }
  if (strikes(Hazard::Dispute)) {
    const Instant until = clock_ + std::chrono::minutes(5);
    if (files_.duplicate(key, until)) {
      log("DOCUMENT of " + named(key) + " twice");
      files_changed();
      heal_at(until);
    }
  }
  const auto for_a_while = [&](Hazard hazard, std::optional<Instant>& until) {
    if (!strikes(hazard)) return;
    until = clock_ + between(Duration(1), std::chrono::minutes(15));
    files_changed();
    at(*until, [this] { files_changed(); });
  };
  for_a_while(Hazard::SourceBroken, source_broken_until_);
  for_a_while(Hazard::SourceEmpty, source_empty_until_);
}

void Simulation::files_changed() {
  if (std::exchange(reading_due_, true)) return;
  const Duration delay =
      plan_.git ? between(std::chrono::seconds(1), kGitPoll) : between(Duration(2), kFolderDelay);
  at(clock_ + delay, [this] {
    reading_due_ = false;
    if (engine_) read_files();
  });
}

void Simulation::read_files() {
  manifests::SourceReading reading;
  Sayings sayings;
  if (lasts(source_broken_until_) || lasts(source_empty_until_)) {
    if (lasts(source_broken_until_)) reading.error = "the source is broken";
    sayings = hidden(files_.sayings());
  } else {
    reading = files_.read();
    sayings = files_.sayings();
  }
  const auto snapshot = builder_->build(reading);
  if (trace_) {
    log("FILES READ: " + std::to_string(snapshot->manifests.size()) + " manifests" +
        (snapshot->absence_is_meaningful ? "" : ", removals held: " + snapshot->removal_hold));
  }
  watch_.read(sayings, api_, now());
  engine_->desire(snapshot, now());
  after_input();
}

}  // namespace fwop::simulation
