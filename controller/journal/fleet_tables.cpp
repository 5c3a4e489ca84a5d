#include "controller/journal/fleet_tables.hpp"

#include <algorithm>
#include <utility>

#include "controller/journal/limits.hpp"
#include "controller/journal/sqlite_rows.hpp"
#include "controller/journal/stored_values.hpp"

namespace fwop::controller {
namespace {

constexpr std::string_view kAddMark =
    "INSERT INTO brake_marks (time, verb, account_id, cluster_id) VALUES (?,?,?,?)";
constexpr std::string_view kDropMark =
    "DELETE FROM brake_marks WHERE time = ? AND verb = ? AND account_id = ? AND cluster_id = ?";
constexpr std::string_view kTrimOldMarks = "DELETE FROM brake_marks WHERE time <= ?";
constexpr std::string_view kTrimMarks =
    "DELETE FROM brake_marks WHERE id <= (SELECT max(id) FROM brake_marks) - ?";
constexpr std::string_view kMarksAfter =
    "SELECT time, verb, account_id, cluster_id FROM brake_marks WHERE time > ? ORDER BY id";

constexpr std::string_view kAddSample =
    "INSERT INTO ready_samples (kind, region, took_ms, time) VALUES (?,?,?,?)";
constexpr std::string_view kTrimSamples =
    "DELETE FROM ready_samples WHERE id <= (SELECT max(id) FROM ready_samples) - ?";
constexpr std::string_view kAllSamples = "SELECT kind, region, took_ms, time FROM ready_samples ORDER BY id";

constexpr std::string_view kPutLetThrough =
    "INSERT INTO plan_in_force (id, declaration) VALUES (1, ?) "
    "ON CONFLICT (id) DO UPDATE SET declaration = excluded.declaration";
constexpr std::string_view kLetThrough = "SELECT declaration FROM plan_in_force";

}  // namespace

SqliteResult<FleetTables> FleetTables::prepare(SqliteDatabase& database) {
  StatementMaker maker(database);
  // In the order of the members.
  Statements statements{maker.make(kAddMark),     maker.make(kDropMark),   maker.make(kTrimOldMarks),
                        maker.make(kTrimMarks),   maker.make(kMarksAfter), maker.make(kAddSample),
                        maker.make(kTrimSamples), maker.make(kAllSamples), maker.make(kPutLetThrough),
                        maker.make(kLetThrough)};
  if (!maker.done()) return maker.done().error();
  return FleetTables(std::move(statements));
}

SqliteResult<void> FleetTables::write(const JournalBatch& batch) {
  if (const auto done = write_brake_marks(batch); !done) return done;
  if (const auto done = write_ready_samples(batch.ready_samples); !done) return done;
  if (!batch.let_through) return {};
  return statements_.put_let_through.bind(*batch.let_through).run();
}

SqliteResult<FleetFacts> FleetTables::read(WallTime after) {
  auto marks = brake_marks(after);
  if (!marks) return marks.error();
  auto samples = ready_samples();
  if (!samples) return samples.error();
  FleetFacts facts{std::move(*marks), std::move(*samples), {}};
  const auto done =
      each_row(statements_.let_through, [&](const SqliteStatement& row) { facts.let_through = row.text(0); });
  if (!done) return done.error();
  return facts;
}

SqliteResult<void> FleetTables::write_brake_marks(const JournalBatch& batch) {
  const auto run = [](SqliteStatement& statement, const BrakeMark& mark) {
    return statement.bind(to_nanoseconds(mark.time))
        .bind(stored_name(mark.verb))
        .bind(mark.key.account_id)
        .bind(mark.key.cluster_id)
        .run();
  };
  WallTime newest = WallTime::min();
  for (const BrakeMark& mark : batch.brake_marks) {
    if (const auto done = run(statements_.add_mark, mark); !done) return done;
    newest = std::max(newest, mark.time);
  }
  for (const BrakeMark& mark : batch.dropped_marks) {
    if (const auto done = run(statements_.drop_mark, mark); !done) return done;
  }
  if (batch.brake_marks.empty()) return {};
  statements_.trim_old_marks.bind(to_nanoseconds(newest - kBrakeMarkLife));
  if (const auto done = statements_.trim_old_marks.run(); !done) return done;
  return statements_.trim_marks.bind(static_cast<std::int64_t>(kBrakeMarksKept)).run();
}

SqliteResult<void> FleetTables::write_ready_samples(const std::vector<ReadySample>& samples) {
  if (samples.empty()) return {};
  for (const ReadySample& sample : samples) {
    statements_.add_sample.bind(sample.kind)
        .bind(sample.region)
        .bind(static_cast<std::int64_t>(sample.took.count()))
        .bind(to_nanoseconds(sample.time));
    if (const auto done = statements_.add_sample.run(); !done) return done;
  }
  return statements_.trim_samples.bind(static_cast<std::int64_t>(kReadySamplesKept)).run();
}

SqliteResult<std::vector<BrakeMark>> FleetTables::brake_marks(WallTime after) {
  std::vector<BrakeMark> marks;
  statements_.marks_after.bind(to_nanoseconds(after));
  const auto done = each_row(statements_.marks_after, [&](const SqliteStatement& row) {
    // An unknown verb, of another release, counts as the one with the strictest limit.
    marks.push_back({verb_from_stored(row.text(1)).value_or(api::Verb::Delete),
                     {row.text(2), row.text(3)},
                     from_nanoseconds(row.number(0))});
  });
  if (!done) return done.error();
  return marks;
}

SqliteResult<std::vector<ReadySample>> FleetTables::ready_samples() {
  std::vector<ReadySample> samples;
  const auto done = each_row(statements_.all_samples, [&](const SqliteStatement& row) {
    samples.push_back({row.text(0), row.text(1), std::chrono::milliseconds(row.number(2)),
                       from_nanoseconds(row.number(3))});
  });
  if (!done) return done.error();
  return samples;
}

}  // namespace fwop::controller
