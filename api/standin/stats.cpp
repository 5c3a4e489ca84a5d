#include "api/standin/stats.hpp"

#include <utility>

#include "api/standin/render.hpp"

namespace fwop::api::standin {

void Stats::note(Effects& effects, std::string name, WallTime at, int status) {
  if (effects.remembered.size() < kMaxRemembered)
    effects.remembered.push_back({std::move(name), at, status});
  else
    ++effects.forgotten;
}

void Stats::append(std::string& out, const char* name, const Effects& effects) {
  out += ",\"" + std::string(name) + "\":[";
  for (const auto& effect : effects.remembered) {
    if (out.back() != '[') out += ',';
    out += R"({"name":)";
    append_json_string(out, effect.name);
    out +=
        R"(,"time":")" + format_rfc3339(effect.at) + R"(","status":)" + std::to_string(effect.status) + "}";
  }
  out += "]";
  if (effects.forgotten > 0)
    out += ",\"" + std::string(name) + "NotRemembered\":" + std::to_string(effects.forgotten);
}

std::string Stats::to_json() const {
  std::string out = R"({"requests":{)";
  for (const auto verb : {Verb::Create, Verb::Get, Verb::List, Verb::Update, Verb::Delete}) {
    if (out.back() != '{') out += ',';
    out += "\"" + std::string(verb_name(verb)) +
           "\":" + std::to_string(requests_[static_cast<std::size_t>(verb)]);
  }
  out +=
      R"(},"bytes":{"received":)" + std::to_string(received_) + R"(,"sent":)" + std::to_string(sent_) + "}";
  append(out, "creates", creates_);
  append(out, "updates", updates_);
  append(out, "deletes", deletes_);
  return out + "}";
}

}  // namespace fwop::api::standin
