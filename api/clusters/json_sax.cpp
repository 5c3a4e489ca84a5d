#include "api/clusters/json_sax.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "api/clusters/fields.hpp"

namespace fwop::api::detail {
namespace {

// How Go writes a time that was never set.
constexpr std::string_view kZeroTime = "0001-01-01T00:00:00Z";

/// The member for the field of that name; null for an unknown name.
template <class Message, std::size_t N>
SharedText* field_of(Message& message, const std::array<StringField<Message>, N>& fields,
                     std::string_view name) {
  for (const auto& field : fields) {
    if (field.json == name) return &(message.*field.member);
  }
  return nullptr;
}

}  // namespace

bool ClusterSax::fail(std::string message) {
  failed_ = true;
  failure_.message = std::move(message);
  failure_.path = path();
  // An element that is no object ends at once, or with its container.
  if (page_ != nullptr && levels_.back() == Level::Clusters) {
    failed_ = false;
    if (is_full()) return false;
    page_->unreadable.push_back({"", Failure(failure_).to_error().message});
  }
  return true;
}

bool ClusterSax::is_full() {
  too_many_clusters_ = page_->clusters.size() + page_->unreadable.size() >= kMaxClustersInPage;
  return too_many_clusters_;
}

void ClusterSax::end_wrong_element() {
  failed_ = false;
  page_->unreadable.push_back({std::move(cluster_->name), Failure(failure_).to_error().message});
  page_->clusters.pop_back();
  while (levels_.back() != Level::Clusters) levels_.pop_back();
  place_ = Place::Nowhere;
}

std::string ClusterSax::path() const {
  std::string text;
  const auto append = [&text](std::string_view name) {
    if (!text.empty()) text += '.';
    text += name;
  };
  for (const Level level : levels_) {
    if (level == Level::Clusters && levels_.back() != Level::Page) {
      const std::size_t elements = page_->clusters.size() + page_->unreadable.size();
      append("clusters[" + std::to_string(elements - (levels_.back() == level ? 0 : 1)) + "]");
    }
    if (level == Level::Eks) append("eksCluster");
    if (level == Level::Fake) append("fakeCluster");
    if (level == Level::Status) append("status");
  }
  if (levels_.back() != Level::Start && levels_.back() != Level::Clusters) append(key_);
  return text;
}

bool ClusterSax::wrong_type(std::string_view found) {
  std::string_view expected = "a string";
  if (place_ == Place::Code) expected = "a name or a number";
  if (place_ == Place::ClusterArray) expected = "an array";
  if (place_ == Place::Kind || place_ == Place::StatusObject || levels_.back() == Level::Start ||
      levels_.back() == Level::Clusters) {
    expected = "an object";
  }
  return fail("expected " + std::string(expected) + ", found " + std::string(found));
}

bool ClusterSax::scalar(std::string_view found) {
  if (failed_ || skipped_ > 0) return true;
  if (place_ == Place::Presence) *presence_ = true;
  const bool item = levels_.back() == Level::Start || levels_.back() == Level::Clusters;
  if (!item && (place_ == Place::Nowhere || place_ == Place::Presence)) return true;
  return wrong_type(found);
}

bool ClusterSax::null() {
  const bool item = levels_.back() == Level::Start || levels_.back() == Level::Clusters;
  if (item) return scalar("null");
  if (place_ == Place::ClusterArray && skipped_ == 0) has_clusters_ = false;
  return true;
}

bool ClusterSax::number(std::string digits, std::int64_t value) {
  if (failed_ || skipped_ > 0 || place_ != Place::Code) return scalar("a number");
  const auto known =
      value >= 0 && value <= 16 ? rpc_code_from_number(static_cast<int>(value)) : std::optional<RpcCode>();
  *text_ = known ? std::string(rpc_code_name(*known)) : std::move(digits);
  return true;
}

bool ClusterSax::number_unsigned(std::uint64_t value) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return number(std::to_string(value), static_cast<std::int64_t>(std::min(value, kMost)));
}

bool ClusterSax::string(std::string& value) {
  if (std::exchange(name_follows_, false)) cluster_->name = value;
  if (failed_ || skipped_ > 0) return true;
  switch (place_) {
    case Place::Text: *text_ = std::move(value); return true;
    case Place::Field: *field_ = value; return true;
    case Place::Code:
      if (!value.empty()) *text_ = std::move(value);
      return true;
    case Place::Time:
      if (value.empty() || value == kZeroTime) return true;
      *time_ = parse_rfc3339(value);
      return *time_ || fail("expected an RFC 3339 time, found another text");
    case Place::Nowhere:
    case Place::Kind:
    case Place::StatusObject:
    case Place::ClusterArray:
    case Place::Presence: break;
  }
  return scalar("a string");
}

void ClusterSax::key_of_page(const std::string& name) {
  place_ = Place::Presence;
  if (name == "clusters") {
    place_ = Place::ClusterArray;
  } else if (name == "nextPageToken" || name == "next_page_token") {
    place_ = Place::Text;
    text_ = name == "nextPageToken" ? &page_->next_page_token : &other_token_;
  } else if (name == "error") {
    presence_ = &error_;
  } else if (name == "detail") {
    presence_ = &detail_;
  } else if (name == "code") {
    presence_ = &code_;
  } else if (name == "message") {
    presence_ = &message_;
  } else {
    place_ = Place::Nowhere;
  }
}

void ClusterSax::key_of_cluster(const std::string& name) {
  text_ = name == "name"          ? &cluster_->name
          : name == "displayName" ? &cluster_->spec.display_name
          : name == "state"       ? &cluster_->state_text
                                  : nullptr;
  time_ = name == "createTime"   ? &cluster_->create_time
          : name == "updateTime" ? &cluster_->update_time
                                 : nullptr;
  place_ = text_ != nullptr                                ? Place::Text
           : time_ != nullptr                              ? Place::Time
           : name == "eksCluster" || name == "fakeCluster" ? Place::Kind
           : name == "status"                              ? Place::StatusObject
                                                           : Place::Nowhere;
}

bool ClusterSax::key(std::string& name) {
  name_follows_ = failed_ && depth_ == element_depth_ && name == "name";
  if (failed_ || skipped_ > 0) return true;
  key_ = name;
  place_ = Place::Nowhere;
  switch (levels_.back()) {
    case Level::Page: key_of_page(name); break;
    case Level::Cluster: key_of_cluster(name); break;
    case Level::Eks: field_ = field_of(*cluster_->spec.eks, kEksFields, name); break;
    case Level::Fake: field_ = field_of(*cluster_->spec.fake, kFakeFields, name); break;
    case Level::Status:
      text_ = name == "code"      ? &cluster_->status.code
              : name == "message" ? &cluster_->status.message
                                  : nullptr;
      if (text_ != nullptr) place_ = name == "code" ? Place::Code : Place::Text;
      break;
    case Level::Start:
    case Level::Clusters: break;
  }
  const Level level = levels_.back();
  if ((level == Level::Eks || level == Level::Fake) && field_ != nullptr) place_ = Place::Field;
  return true;
}

bool ClusterSax::begin_cluster() {
  if (page_ != nullptr) {
    if (is_full()) return false;
    cluster_ = &page_->clusters.emplace_back();
    element_depth_ = depth_;
  }
  levels_.push_back(Level::Cluster);
  return true;
}

bool ClusterSax::start_object(std::size_t) {
  name_follows_ = false;
  if (++depth_ > kMaxJsonDepth) return false;
  if (failed_) return true;
  if (skipped_ > 0) {
    ++skipped_;
    return true;
  }
  const Level level = levels_.back();
  if (level == Level::Start && page_ != nullptr) {
    levels_.push_back(Level::Page);
  } else if (level == Level::Start || level == Level::Clusters) {
    return begin_cluster();
  } else if (place_ == Place::Kind && key_ == "eksCluster") {
    cluster_->spec.eks.emplace();
    levels_.push_back(Level::Eks);
  } else if (place_ == Place::Kind) {
    cluster_->spec.fake.emplace();
    levels_.push_back(Level::Fake);
  } else if (place_ == Place::StatusObject) {
    levels_.push_back(Level::Status);
  } else {
    scalar("an object");
    if (!failed_) skipped_ = 1;
  }
  return true;
}

bool ClusterSax::end_object() {
  --depth_;
  const bool element_is_over = depth_ < element_depth_;
  if (element_is_over) element_depth_ = 0;
  if (failed_) {
    if (element_is_over) end_wrong_element();
    return true;
  }
  if (skipped_ > 0) {
    --skipped_;
    return true;
  }
  if (levels_.back() == Level::Cluster) cluster_->state = cluster_state_from_name(cluster_->state_text);
  if (levels_.back() == Level::Page && page_->next_page_token.empty())
    page_->next_page_token = std::move(other_token_);
  levels_.pop_back();
  place_ = Place::Nowhere;
  return true;
}

bool ClusterSax::start_array(std::size_t) {
  name_follows_ = false;
  if (++depth_ > kMaxJsonDepth) return false;
  if (failed_) return true;
  if (skipped_ > 0) {
    ++skipped_;
    return true;
  }
  if (place_ == Place::ClusterArray) {
    has_clusters_ = true;
    page_->clusters.clear();
    levels_.push_back(Level::Clusters);
    place_ = Place::Nowhere;
  } else {
    scalar("an array");
    if (too_many_clusters_) return false;
    if (!failed_) skipped_ = 1;
  }
  return true;
}

bool ClusterSax::end_array() {
  --depth_;
  if (failed_) return true;
  if (skipped_ > 0) {
    --skipped_;
  } else {
    levels_.pop_back();
  }
  return true;
}

}  // namespace fwop::api::detail
