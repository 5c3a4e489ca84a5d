#include "controller/journal/stored_values.hpp"

#include <array>
#include <utility>

namespace fwop::controller {
namespace {

constexpr std::array kVerbNames = {
    std::pair{api::Verb::Create, std::string_view("create")},
    std::pair{api::Verb::Get, std::string_view("get")},
    std::pair{api::Verb::List, std::string_view("list")},
    std::pair{api::Verb::Update, std::string_view("update")},
    std::pair{api::Verb::Delete, std::string_view("delete")},
};

}  // namespace

std::int64_t to_nanoseconds(WallTime time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

WallTime from_nanoseconds(std::int64_t nanoseconds) {
  return WallTime(std::chrono::duration_cast<WallTime::duration>(std::chrono::nanoseconds(nanoseconds)));
}

std::string_view stored_name(api::Verb verb) {
  for (const auto& [value, name] : kVerbNames) {
    if (value == verb) return name;
  }
  return "";
}

std::optional<api::Verb> verb_from_stored(std::string_view name) {
  for (const auto& [value, known] : kVerbNames) {
    if (known == name) return value;
  }
  return std::nullopt;
}

std::string_view stored_name(EventType type) { return type == EventType::Warning ? "Warning" : "Normal"; }

EventType event_type_from_stored(std::string_view name) {
  return name == "Warning" ? EventType::Warning : EventType::Normal;
}

Reason reason_from_stored(std::string_view name) {
  return reason_from_name(name).value_or(Reason::NotObservedYet);
}

}  // namespace fwop::controller
