#include <utility>

#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {
namespace {

const std::string& name_of(const Entry& entry) {
  return entry.manifest ? entry.manifest->name() : entry.record.key.cluster_id;
}

CommandResult refused(std::string why) { return {false, std::move(why)}; }

/// What still happens at the API whatever we do now, with a leading "; "; empty if nothing does.
std::string still_going_on(const Entry& entry) {
  if (entry.call && is_mutating(entry.call->verb)) {
    return "; its " + std::string(api::verb_name(entry.call->verb)) +
           " was about to be sent, and may still take effect";
  }
  const bool present = entry.seen.what == Observation::What::Present;
  if (present && entry.seen.state == api::ClusterState::Deleting)
    return "; its deletion was already requested and continues at the API";
  if (entry.record.intent) {
    switch (entry.record.intent->verb) {
      case api::Verb::Create: return "; its create was sent, and the cluster may still appear";
      case api::Verb::Update: return "; its update was sent, and may still take effect";
      case api::Verb::Delete: return "; its delete was sent, and may still take effect";
      case api::Verb::Get:
      case api::Verb::List: break;
    }
  }
  if (present && entry.seen.state == api::ClusterState::Creating)
    return "; its creation continues at the API";
  return "";
}

/// One line for each field that the adoption changes.
std::string changes_to_come(const std::vector<api::FieldDifference>& drift) {
  std::string text;
  for (const api::FieldDifference& field : drift)
    text += "\n  " + field.path + ": \"" + field.actual + "\" becomes \"" + field.wanted + "\"";
  return text;
}

}  // namespace

CommandResult Engine::Impl::execute(const api::ClusterKey& key, const Command& command, Now now) {
  const auto found = entries.find(key);
  if (found == entries.end()) return refused("there is no cluster " + key.cluster_id + "; `get` lists all");
  Entry& entry = **found;
  CommandResult result = std::visit([&](const auto& what) { return carry_out(entry, what, now); }, command);
  pump_all(now);
  return result;
}

CommandResult Engine::Impl::carry_out(Entry& entry, const SuspendCommand& command, Now now) {
  const manifests::Suspension& suspension = command.suspension;
  if (suspension.until && *suspension.until <= now.wall)
    return refused(format_rfc3339(*suspension.until) + " is over already: nothing is suspended");
  std::string message = name_of(entry) + " is suspended" + described(suspension) + still_going_on(entry);
  if (entry.removed_at) {
    message += "; its manifest is gone: when the suspension ends, its policy is followed (deletion: " +
               std::string(to_string(entry.record.policy.deletion)) + ")";
  }
  entry.record.suspend = suspension;
  changes_.remember(entry);
  emit(entry, EventType::Normal, Reason::Suspended, "suspended by command" + described(suspension), now);
  recall_change(entry);
  reconcile(entry, now);
  return {true, std::move(message)};
}

CommandResult Engine::Impl::carry_out(Entry& entry, const ResumeCommand& command, Now now) {
  const auto& in_manifest = entry.record.policy.suspend;
  const bool still = in_force(in_manifest, now.wall);
  if (!in_force(entry.record.suspend, now.wall)) {
    std::string why = name_of(entry) + " is not suspended by command";
    if (still && entry.manifest) {
      why += ": its manifest says policy.suspend" + described(*in_manifest) + ", so change it there";
    } else if (still) {
      why += ": its manifest, which is gone, said policy.suspend" + described(*in_manifest) +
             "; put it back without that, or abandon the cluster";
    }
    return refused(std::move(why));
  }
  std::string message = name_of(entry) + " is managed again";
  if (still) {
    message = name_of(entry) + " is no longer suspended by command, but still in its manifest" +
              described(*in_manifest);
  }
  entry.record.suspend.reset();
  entry.not_before = now.steady;
  changes_.remember(entry);
  emit(entry, EventType::Normal, Reason::Resumed, "resumed by " + command.who, now);
  reconcile(entry, now);
  return {true, std::move(message)};
}

void Engine::Impl::end_suspension(Entry& entry, Now now) {
  if (!entry.record.suspend || in_force(entry.record.suspend, now.wall)) return;
  emit(entry, EventType::Normal, Reason::Resumed,
       "the suspension" + described(*entry.record.suspend) + " is over", now);
  entry.record.suspend.reset();
  changes_.remember(entry);
}

std::optional<std::string> Engine::Impl::not_to_abandon(const Entry& entry) const {
  const std::string& name = name_of(entry);
  if (!entry.record.owned && !entry.record.intent)
    return name + " is not managed: there is nothing to let go of";
  if (entry.disputed) return name + " is declared more than once (" + entry.dispute + "): remove these first";
  if (entry.manifest) {
    if (entry.record.policy.adoption != manifests::Adoption::Never) {
      return name + " is declared at " + to_string(entry.manifest->origin) +
             " and would be adopted again: set policy.adoption: Never there first; or suspend it, remove the "
             "manifest, and abandon it then";
    }
    if (entry.seen.what != Observation::What::Present)
      return name + " is declared at " + to_string(entry.manifest->origin) +
             " and does not exist, or was not seen yet";
  } else if (!entry.removed_at) {
    return "whether a manifest declares " + name + " is not known now: " +
           (snapshot ? snapshot->hold_of(entry.record.key)
                     : std::string("the manifests have not been read yet"));
  }
  if (entry.call && is_mutating(entry.call->verb)) {
    return "a " + std::string(api::verb_name(entry.call->verb)) + " of " + name +
           " is on its way to the API right now: try again when it is answered";
  }
  return std::nullopt;
}

CommandResult Engine::Impl::carry_out(Entry& entry, const AbandonCommand& command, Now now) {
  if (auto why = not_to_abandon(entry)) return refused(std::move(*why));
  Record& record = entry.record;
  const bool present = entry.seen.what == Observation::What::Present;
  std::string message = name_of(entry) + " is not managed any more";
  if (const std::string remote = still_going_on(entry); !remote.empty())
    message += remote;
  else if (present)
    message += "; the cluster stays as it is, and still costs";
  if (present && entry.seen.state == api::ClusterState::Deleting && entry.manifest)
    message += "; its manifest still declares it: once it is gone, it is created anew";
  emit(entry, EventType::Normal, Reason::Abandoned, "abandoned by " + command.who, now);

  Record rest;
  rest.key = record.key;
  rest.ever_seen = true;
  rest.generation = record.generation;
  rest.digest = record.digest;
  rest.policy = record.policy;
  rest.first_seen = record.first_seen;
  rest.conditions = record.conditions;
  if (entry.manifest) rest.suspend = record.suspend;
  record = std::move(rest);
  entry.spoken_attempts = 0;
  entry.not_before = now.steady;
  end_failures(entry);
  changes_.remember(entry);
  compare_with_declared(entry);
  reconcile(entry, now);
  return {true, std::move(message)};
}

std::optional<std::string> Engine::Impl::not_to_import(const Entry& entry, Now now) const {
  const std::string& name = name_of(entry);
  if (entry.disputed) return name + " is declared more than once (" + entry.dispute + "): remove all but one";
  if (!entry.manifest) {
    return "no manifest declares " + name + ": `fireworks-operator export " + name +
           "` writes one, and with it in place it is adopted";
  }
  const Situation facts = situation(entry, now);
  if (facts.ownership == Ownership::Owned) return name + " is managed already";
  if (facts.suspended) return name + " is suspended: resume it first";
  if (entry.seen.what == Observation::What::Nothing)
    return name + " was not read from the API yet: ask again in a moment";
  if (entry.seen.what == Observation::What::Absent)
    return name + " does not exist: there is nothing to import";
  if (facts.state == api::ClusterState::Deleting) return name + " is being deleted";
  if (facts.state == api::ClusterState::Failed)
    return name + " is FAILED: " + std::string(catalogue_entry(Reason::ExistsFailed).fix);
  if (facts.match == Match::ImmutableDiffers) {
    return name + " differs in what cannot be changed after create: " + field_list(entry.drift, true) +
           "; make " + to_string(entry.manifest->origin) + " say what the cluster has";
  }
  return std::nullopt;
}

CommandResult Engine::Impl::carry_out(Entry& entry, const ImportCommand& command, Now now) {
  if (auto why = not_to_import(entry, now)) return refused(std::move(*why));
  Record& record = entry.record;
  std::string message = name_of(entry) + (command.dry_run ? " would be adopted" : " is adopted");
  if (entry.drift.empty()) {
    message += ", as declared";
  } else if (record.policy.drift == manifests::Drift::Report) {
    message += "; policy.drift is Report, so this stays as it is: " + field_list(entry.drift, false);
  } else {
    message += command.dry_run ? ", and then changed:" : ", and is now changed:";
    message += changes_to_come(entry.drift);
  }
  if (command.dry_run) return {true, std::move(message)};
  record.adopt_once = AdoptOnce{entry.seen.create_time, record.digest};
  changes_.remember(entry);
  reconcile(entry, now);
  return {true, std::move(message)};
}

}  // namespace fwop::controller
