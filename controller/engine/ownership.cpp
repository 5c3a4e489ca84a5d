#include "controller/engine/ownership.hpp"

#include "api/clusters/fields.hpp"

namespace fwop::controller {

bool is_incarnation(const Record& record, const std::optional<WallTime>& create_time) {
  return !record.incarnation || !create_time || is_same_moment(*record.incarnation, *create_time);
}

bool came_from_attempt(const Record& record, const api::ClusterSpec& spec,
                       const std::optional<WallTime>& create_time) {
  const auto& intent = record.intent;
  if (!intent || intent->verb != api::Verb::Create || !intent->answer_lost || !intent->spec) return false;
  if (!create_time || !intent->asked || !intent->arrives_by) return false;
  // A createTime that is cut to whole seconds may really be later. We do not assume so: compare it as it is.
  const bool after_asking = *create_time >= intent->asked->latest;
  const bool in_time = *create_time <= *intent->arrives_by;
  return after_asking && in_time && api::differences(*intent->spec, spec, nullptr).empty();
}

bool may_adopt_once(const Record& record, const std::optional<WallTime>& create_time) {
  return record.adopt_once && record.adopt_once->digest == record.digest &&
         is_same_moment(record.adopt_once->incarnation, create_time);
}

}  // namespace fwop::controller
