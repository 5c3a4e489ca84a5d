#include "api/clusters/fields.hpp"

#include <optional>

namespace fwop::api {
namespace {

/// The three values of one field: what is wanted, what the server has, what we set last (empty if unknown).
struct ThreeWay {
  const std::string& wanted;
  const std::string& actual;
  const std::string& last_applied;

  /// False if the server chooses the field's value.
  bool is_ours() const { return !wanted.empty() || !last_applied.empty(); }
  bool differs() const { return is_ours() && wanted != actual; }
};

const std::string kNothing;

/// A kind of cluster: its member in a spec, its names, its fields.
template <class Message, std::size_t N>
struct Kind {
  std::string_view json;
  std::string_view proto;
  Boxed<Message> ClusterSpec::*member;
  const std::array<StringField<Message>, N>& fields;

  const Message* in(const ClusterSpec* spec) const {
    return spec != nullptr && spec->*member ? &*(spec->*member) : nullptr;
  }
};
constexpr Kind<EksCluster, kEksFields.size()> kEks{"eksCluster", "eks_cluster", &ClusterSpec::eks,
                                                   kEksFields};
constexpr Kind<FakeCluster, kFakeFields.size()> kFake{"fakeCluster", "fake_cluster", &ClusterSpec::fake,
                                                      kFakeFields};

template <class Message>
ThreeWay three_way(const StringField<Message>& field, const Message& wanted, const Message& actual,
                   const Message* last_applied) {
  return {wanted.*field.member, actual.*field.member,
          last_applied != nullptr ? (last_applied->*field.member).str() : kNothing};
}

ThreeWay three_way_display_name(const ClusterSpec& wanted, const ClusterSpec& actual,
                                const ClusterSpec* last_applied) {
  return {wanted.display_name, actual.display_name,
          last_applied != nullptr ? last_applied->display_name : kNothing};
}

std::string_view kind_name(const ClusterSpec& spec) {
  if (spec.eks) return kEks.json;
  return spec.fake ? kFake.json : std::string_view{};
}

template <class KindOfCluster>
void add_differences(const KindOfCluster& kind, const ClusterSpec& wanted, const ClusterSpec& actual,
                     const ClusterSpec* last_applied, std::vector<FieldDifference>& found) {
  const auto* wanted_kind = kind.in(&wanted);
  const auto* actual_kind = kind.in(&actual);
  if (wanted_kind == nullptr) return;
  if (actual_kind == nullptr) {
    found.push_back({.path = std::string(kind.json),
                     .mask = std::string(kind.proto),
                     .wanted = std::string(kind.json),
                     .actual = std::string(kind_name(actual)),
                     .immutable = true});
    return;
  }
  for (const auto& field : kind.fields) {
    const auto sides = three_way(field, *wanted_kind, *actual_kind, kind.in(last_applied));
    if (!sides.differs()) continue;
    found.push_back({.path = std::string(kind.json) + "." + std::string(field.json),
                     .mask = std::string(kind.proto) + "." + std::string(field.proto),
                     .wanted = sides.wanted,
                     .actual = sides.actual,
                     .immutable = field.immutable});
  }
}

template <class KindOfCluster>
void merge_kind(const KindOfCluster& kind, const ClusterSpec& wanted, const ClusterSpec* last_applied,
                ClusterSpec& result) {
  const auto* wanted_kind = kind.in(&wanted);
  if (wanted_kind == nullptr) {
    (result.*kind.member).reset();
    return;
  }
  auto& target = result.*kind.member;
  if (!target) target.emplace();
  for (const auto& field : kind.fields) {
    const auto sides = three_way(field, *wanted_kind, *target, kind.in(last_applied));
    if (sides.is_ours()) *target.*field.member = sides.wanted;
  }
}

}  // namespace

std::vector<FieldDifference> differences(const ClusterSpec& wanted, const ClusterSpec& actual,
                                         const ClusterSpec* last_applied) {
  std::vector<FieldDifference> found;
  const auto name = three_way_display_name(wanted, actual, last_applied);
  if (name.differs()) {
    found.push_back({.path = "displayName",
                     .mask = "display_name",
                     .wanted = name.wanted,
                     .actual = name.actual,
                     .immutable = false});
  }
  add_differences(kEks, wanted, actual, last_applied, found);
  add_differences(kFake, wanted, actual, last_applied, found);
  return found;
}

ClusterSpec merged(const ClusterSpec& wanted, const ClusterSpec& actual, const ClusterSpec* last_applied) {
  ClusterSpec result = actual;
  if (three_way_display_name(wanted, actual, last_applied).is_ours())
    result.display_name = wanted.display_name;
  // The API accepts exactly one kind (contract, U6). A spec without a kind changes none.
  if (!wanted.eks && !wanted.fake) return result;
  merge_kind(kEks, wanted, last_applied, result);
  merge_kind(kFake, wanted, last_applied, result);
  return result;
}

}  // namespace fwop::api
