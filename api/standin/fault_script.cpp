#include <functional>
#include <utility>

#include "api/base/duration.hpp"
#include "api/base/or_why_not.hpp"
#include "api/clusters/json_value.hpp"
#include "api/standin/faults.hpp"

namespace fwop::api::standin {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr int kMaxRetryAfterSeconds = 86'400;

/// Reads a script. Keeps the first error and its place.
class Reader {
 public:
  explicit Reader(std::string path) : path_(std::move(path)) {}

  const std::string& error() const { return error_; }
  bool failed() const { return !error_.empty(); }

  void fail(std::string_view name, const std::string& why) {
    if (!error_.empty()) return;
    error_ = path_;
    if (!name.empty()) error_ += (error_.empty() ? "" : ".") + std::string(name);
    error_ += ": " + why;
  }

  /// Calls `take` for each member; it returns false for an unknown name.
  void each_member(const json& object, const std::function<bool(const std::string&, const json&)>& take) {
    if (!object.is_object()) return fail("", "expected an object");
    for (const auto& [name, value] : object.items()) {
      if (!take(name, value)) fail(name, "unknown field");
      if (failed()) return;
    }
  }

  bool text(const std::string& name, const json& value, std::string& target) {
    if (value.is_string())
      target = value.get<std::string>();
    else
      fail(name, "expected a text");
    return true;
  }

  bool flag(const std::string& name, const json& value, bool& target) {
    if (value.is_boolean())
      target = value.get<bool>();
    else
      fail(name, "expected true or false");
    return true;
  }

  bool count(const std::string& name, const json& value, auto& target) {
    if (value.is_number_unsigned())
      target = value.get<std::uint64_t>();
    else
      fail(name, "expected a whole number, not negative");
    return true;
  }

  bool duration(const std::string& name, const json& value, auto& target) {
    std::string text_value;
    text(name, value, text_value);
    if (failed()) return true;
    const auto parsed = parse_duration(text_value);
    if (parsed)
      target = *parsed;
    else
      fail(name, parsed.error());
    return true;
  }

  /// Reads a whole number from `low` to `high`.
  bool number(const std::string& name, const json& value, int low, int high, auto& target) {
    if (value.is_number_integer() && value >= low && value <= high)
      target = value.get<int>();
    else
      fail(name, "expected a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return true;
  }

  bool code(const std::string& name, const json& value, auto& target) {
    std::optional<RpcCode> found;
    if (value.is_string()) found = rpc_code_from_name(value.get<std::string>());
    if (value.is_number_integer() && value >= 0 && value <= 16)
      found = rpc_code_from_number(value.get<int>());
    if (found)
      target = *found;
    else
      fail(name, "expected an rpc code, as in \"UNAVAILABLE\" or 14");
    return true;
  }

  std::string path_;

 private:
  std::string error_;
};

/// The parts of an error, read in any order, before it is known whether there is one.
struct ErrorParts {
  std::optional<int> status;
  std::optional<RpcCode> code;
  std::string message;
  std::optional<int> retry_after_s;
};

bool read_match(Reader& reader, const json& value, Match& match) {
  reader.path_ += ".match";
  reader.each_member(value, [&](const std::string& name, const json& member) {
    if (name == "account") return reader.text(name, member, match.account);
    if (name == "cluster") return reader.text(name, member, match.cluster);
    if (name != "verb") return false;
    std::string verb;
    reader.text(name, member, verb);
    for (const auto known : {Verb::Create, Verb::Get, Verb::List, Verb::Update, Verb::Delete}) {
      if (verb_name(known) == verb) match.verb = known;
    }
    if (!match.verb && verb != "*") reader.fail(name, "expected create, get, list, update, delete or *");
    return true;
  });
  if (!reader.failed()) reader.path_.resize(reader.path_.size() - std::string_view(".match").size());
  return true;
}

bool read_fail(Reader& reader, const json& value, FailFault& fail) {
  fail.status.code = rpc_code_name(RpcCode::Internal);
  fail.status.message = "provisioning failed";
  reader.path_ += ".fail";
  reader.each_member(value, [&](const std::string& name, const json& member) {
    if (name == "message") return reader.text(name, member, fail.status.message);
    if (name == "after") return reader.duration(name, member, fail.after);
    if (name != "code") return false;
    auto code = RpcCode::Internal;
    reader.code(name, member, code);
    fail.status.code = rpc_code_name(code);
    return true;
  });
  if (!reader.failed()) reader.path_.resize(reader.path_.size() - std::string_view(".fail").size());
  return true;
}

bool read_unset(Reader& reader, const std::string& name, const json& value, std::optional<Unset>& unset) {
  if (value == "omit")
    unset = Unset::Omit;
  else if (value == "null")
    unset = Unset::Null;
  else if (value == "empty")
    unset = Unset::Empty;
  else
    reader.fail(name, "expected \"omit\", \"null\" or \"empty\"");
  return true;
}

bool read_flag(Reader& reader, const std::string& name, const json& value, Faults& faults) {
  static constexpr std::pair<std::string_view, bool Faults::*> kFlags[] = {
      {"afterEffect", &Faults::after_effect},
      {"cutRequest", &Faults::cut_request},
      {"lostAnswer", &Faults::lost_answer},
      {"cutBody", &Faults::cut_body},
      {"garbage", &Faults::garbage},
      {"html", &Faults::html},
      {"emptyBody", &Faults::empty_body},
      {"stall", &Faults::stall},
      {"stallAfterEffect", &Faults::stall_after_effect},
      {"stuckCreating", &Faults::stuck_creating},
      {"refuseDelete", &Faults::refuse_delete},
  };
  for (const auto& [known, member] : kFlags) {
    if (name == known) return reader.flag(name, value, faults.*member);
  }
  return false;
}

bool read_fault(Reader& reader, const std::string& name, const json& value, Rule& rule, ErrorParts& error) {
  auto& faults = rule.faults;
  if (name == "latency") return reader.duration(name, value, faults.latency);
  if (name == "listLag") return reader.duration(name, value, faults.list_lag);
  if (name == "status") return reader.number(name, value, 400, 599, error.status);
  if (name == "code") return reader.code(name, value, error.code);
  if (name == "message") return reader.text(name, value, error.message);
  if (name == "retryAfter") return reader.number(name, value, 0, kMaxRetryAfterSeconds, error.retry_after_s);
  if (name == "fail") return read_fail(reader, value, faults.fail.emplace());
  if (name == "unset") return read_unset(reader, name, value, faults.unset);
  if (name == "state") return reader.text(name, value, faults.states.emplace_back().state);
  if (name == "errorShape") {
    faults.wrapped_errors = value == "wrapped";
    if (!faults.wrapped_errors) reader.fail(name, "expected \"wrapped\"");
    return true;
  }
  return read_flag(reader, name, value, faults);
}

bool read_probability(Reader& reader, const std::string& name, const json& value, double& target) {
  if (value.is_number() && value >= 0.0 && value <= 1.0)
    target = value.get<double>();
  else
    reader.fail(name, "expected a number from 0 to 1");
  return true;
}

void finish_error(Reader& reader, const ErrorParts& parts, Faults& faults) {
  if (!parts.status) {
    if (parts.code || !parts.message.empty() || parts.retry_after_s)
      reader.fail("", "code, message and retryAfter need a status beside them");
    else if (faults.after_effect && !faults.html)
      reader.fail("", "afterEffect needs a status or html beside it");
    return;
  }
  faults.error = ErrorFault{.status = *parts.status,
                            .code = parts.code.value_or(rpc_code_for(*parts.status)),
                            .message = parts.message.empty() ? "injected fault" : parts.message,
                            .retry_after_s = parts.retry_after_s};
}

Rule read_rule(Reader& reader, const json& value) {
  Rule rule;
  ErrorParts error;
  bool has_fault = false;
  reader.each_member(value, [&](const std::string& name, const json& member) {
    if (name == "match") return read_match(reader, member, rule.match);
    if (name == "after") return reader.count(name, member, rule.after);
    if (name == "times") return reader.count(name, member, rule.times);
    if (name == "probability") return read_probability(reader, name, member, rule.probability);
    // The output of a GET is accepted as input.
    if (name == "seen" || name == "hits") return member.is_number_unsigned();
    has_fault = true;
    return read_fault(reader, name, member, rule, error);
  });
  if (reader.failed()) return rule;
  if (!has_fault) reader.fail("", "no fault to make, as in \"latency\": \"1s\"");
  finish_error(reader, error, rule.faults);
  for (auto& state : rule.faults.states) state.cluster = rule.match.cluster;
  if (rule.match.verb == Verb::List && rule.match.cluster != "*" && rule.faults.states.empty())
    reader.fail("match.cluster", "a LIST is of all clusters: only \"state\" can be made for some of them");
  rule.source = value;
  return rule;
}

}  // namespace

OrWhyNot<FaultScript> parse_fault_script(std::string_view text) {
  const auto parsed = detail::parse_json(text);
  if (!parsed) return "the fault script is not JSON: " + parsed.error().message;
  std::uint64_t seed = 1;
  std::vector<Rule> rules;
  std::string error;
  Reader top("");
  top.each_member(*parsed, [&](const std::string& name, const json& value) {
    if (name == "seed") return top.count(name, value, seed);
    if (name != "rules") return false;
    if (!value.is_array() || value.size() > kMaxRules) {
      top.fail(name, "expected a list of at most " + std::to_string(kMaxRules) + " rules");
      return true;
    }
    for (std::size_t i = 0; i < value.size() && error.empty(); ++i) {
      Reader reader("rules[" + std::to_string(i) + "]");
      rules.push_back(read_rule(reader, value[i]));
      error = reader.error();
    }
    return true;
  });
  if (top.failed()) error = top.error();
  if (!error.empty()) return "the fault script has an error: " + error;
  return FaultScript(seed, std::move(rules));
}

}  // namespace fwop::api::standin
