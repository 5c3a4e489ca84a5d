#include "evidence_watch.hpp"

#include <algorithm>

#include "api/clusters/fields.hpp"

namespace fwop::simulation {
namespace {

constexpr Duration kReadBeforeChange = std::chrono::seconds(15);

}  // namespace

void EvidenceWatch::note_missing(Evidence& evidence, Instant asked) {
  const auto newest = std::max(evidence.attempted, evidence.read);
  if (!evidence.missing || (newest && *evidence.missing < *newest)) evidence.missing = asked;
}

EvidenceWatch::Absence EvidenceWatch::absence(const api::ClusterKey& key) {
  const Listing& listing = listings_[key.account_id];
  Absence absence{evidence_[key], std::nullopt};
  const auto lacking = listing.missing.find(key.cluster_id);
  if (lacking != listing.missing.end()) absence.unlisted = lacking->second;
  if (listing.complete_began && !listing.complete_ids.contains(key.cluster_id))
    absence.unlisted = listing.complete_began;
  return absence;
}

void EvidenceWatch::restarted(const Journal& durable, Now now) {
  // What was in flight may still arrive; the new process cannot know of it but from the journal.
  evidence_.clear();
  listings_.clear();
  decided_.clear();
  for (const auto& [key, record] : durable) {
    evidence_[key].seen = record.ever_seen || record.owned;
    evidence_[key].unsure = record.intent && record.intent->verb == api::Verb::Create;
    if (record.intent && record.intent->verb == api::Verb::Delete && record.intent->accepted)
      evidence_[key].deleted = evidence_[key].attempted = now.steady;
  }
}

void EvidenceWatch::leaves(const Call& call, const Journal& durable, Now now) {
  Listing& listing = listings_[call.key.account_id];
  if (call.verb == api::Verb::List) {
    if (call.page_token.empty()) {
      listing.began = now.steady;
      listing.ids.clear();
      listing.running = true;
    }
    return;
  }
  if (!api::is_mutating(call.verb)) return;
  Evidence& evidence = evidence_[call.key];
  const auto record = durable.find(call.key);
  if (record == durable.end() || !record->second.intent || record->second.intent->verb != call.verb)
    complaints_.add(call, now, "no durable intent");
  if (!listing.complete_began) complaints_.add(call, now, "before the account was seen whole");
  if (evidence.changing > 0) complaints_.add(call, now, "another change of it is in flight");
  if (call.verb == api::Verb::Create) {
    // What is read while it is being written down cannot stop it.
    const auto decided = decided_.extract(call.id);
    check_create(call, decided.empty() ? absence(call.key) : decided.mapped(), now);
  } else if (!evidence.read || now.steady - *evidence.read > kReadBeforeChange) {
    complaints_.add(call, now, "not read just before");
  } else if (call.verb == api::Verb::Update) {
    check_update(call, evidence, now);
  }
  ++evidence.changing;
}

void EvidenceWatch::check_create(const Call& call, const Absence& absence, Now now) {
  const auto& [evidence, unlisted] = absence;
  const auto since = [](const std::optional<Instant>& when, const std::optional<Instant>& from) {
    return when && (!from || *when >= *from);
  };
  const bool not_got = since(evidence.missing, evidence.attempted) && since(evidence.missing, evidence.read);
  const bool not_listed = since(unlisted, evidence.attempted);
  if (evidence.deleted && evidence.deleted == evidence.attempted) {
    if (not_got || not_listed) return;
  } else if (!evidence.seen && !evidence.unsure) {
    if (not_got || unlisted) return;
  } else if (not_got && since(unlisted, evidence.missing)) {
    return;
  }
  complaints_.add(call, now,
                  std::string("absence is not definite: ") + (evidence.seen ? "it was seen, " : "") +
                      (evidence.unsure ? "a create may have worked, " : "") +
                      (not_got ? "" : "no GET said 404 since, ") +
                      (not_listed ? "" : "no LIST lacked it since"));
}

void EvidenceWatch::check_update(const Call& call, const Evidence& evidence, Now now) {
  if (call.mask.empty()) complaints_.add(call, now, "an empty mask");
  const auto masked = [&](const api::FieldDifference& field) {
    return std::find(call.mask.begin(), call.mask.end(), field.mask) != call.mask.end();
  };
  for (const auto& field : api::differences(*call.spec, evidence.last->spec, nullptr)) {
    if (field.immutable) complaints_.add(call, now, "an immutable field");
    if (!masked(field))
      complaints_.add(call, now, "changes " + field.path + ", which the mask does not name");
  }
  for (const auto& field : api::differences(evidence.last->spec, *call.spec, nullptr)) {
    if (!masked(field)) complaints_.add(call, now, "drops " + field.path);
  }
}

void EvidenceWatch::page_answered(const Call& call, const api::ClusterPage& page, const WishWatch& wishes) {
  Listing& listing = listings_[call.key.account_id];
  if (!listing.running) return;
  for (const api::Cluster& cluster : page.clusters) {
    const auto key = api::parse_cluster_name(cluster.name);
    listing.ids.insert(key->cluster_id);
    Evidence& evidence = evidence_[*key];
    if (evidence.missing && listing.began >= *evidence.missing) evidence.missing.reset();
    // What was listed before it was declared was a stranger's.
    if (wishes.is_told(*key)) evidence.seen = true;
  }
  if (!page.next_page_token.empty()) return;
  listing.running = false;
  listing.complete_began = listing.began;
  listing.complete_ids = std::move(listing.ids);
  for (const auto& [key, evidence] : evidence_) {
    if (key.account_id == call.key.account_id && !listing.complete_ids.contains(key.cluster_id))
      listing.missing[key.cluster_id] = listing.began;
  }
}

void EvidenceWatch::answered(const Call& call, const Answer& answer, Instant asked, const WishWatch& wishes,
                             Now now) {
  if (const auto* page = std::get_if<api::ClusterPage>(&answer.outcome))
    return page_answered(call, *page, wishes);
  if (call.verb == api::Verb::List) {
    listings_[call.key.account_id].running = false;
    return;
  }
  Evidence& evidence = evidence_[call.key];
  const auto* error = std::get_if<api::Error>(&answer.outcome);
  const auto* cluster = std::get_if<api::Cluster>(&answer.outcome);
  const bool not_found = error != nullptr && error->kind == api::ErrorKind::NotFound;
  if (call.verb == api::Verb::Get) {
    if (not_found) note_missing(evidence, asked);
    if (cluster != nullptr) {
      evidence.seen = true;
      evidence.read = asked;
      evidence.last = *cluster;
      evidence.life = answer.lives.front();
    }
    return;
  }
  evidence.changing = std::max(0, evidence.changing - 1);
  if (std::holds_alternative<controller::NotSent>(answer.outcome)) return;
  const bool refused = call.verb == api::Verb::Create && error != nullptr && !api::is_ambiguous(*error) &&
                       error->kind != api::ErrorKind::AlreadyExists;
  // Nothing came of it: what was known before is known still.
  if (refused) return;
  evidence.attempted = now.steady;
  if (call.verb == api::Verb::Create) {
    evidence.deleted.reset();
    evidence.unsure = evidence.unsure || error == nullptr || api::is_ambiguous(*error);
    if (cluster != nullptr) {
      evidence.seen = true;
      evidence.read = now.steady;
      evidence.last = *cluster;
      evidence.life = answer.lives.front();
    }
  }
  // A change that says so is as good a witness as a GET.
  if (not_found && call.verb != api::Verb::Create) note_missing(evidence, now.steady);
  // Asked for again, what was accepted once is accepted still.
  if (call.verb == api::Verb::Delete && (error == nullptr || evidence.deleted)) evidence.deleted = now.steady;
}

}  // namespace fwop::simulation
