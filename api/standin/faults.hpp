#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/base/or_why_not.hpp"
#include "api/clusters/error.hpp"
#include "api/clusters/types.hpp"
#include "api/clusters/verb.hpp"

namespace fwop::api::standin {

/// How a field without a value is written (contract, U17). Plain leaves texts and messages out, and keeps
/// an empty list, a zero count and an empty status message.
enum class Unset { Plain, Omit, Null, Empty };

/// An error in place of an answer.
struct ErrorFault {
  int status = 500;
  RpcCode code = RpcCode::Unknown;
  std::string message;
  std::optional<int> retry_after_s;
};

/// A failure that the cluster will have, `after` that much time from the request.
struct FailFault {
  ClusterStatus status;
  std::chrono::milliseconds after{};
};

/// Shows clusters whose id matches in a state that they do not have.
struct StateFault {
  std::string cluster;  ///< With `*` for any text.
  std::string state;
};

/// The faults of one request; README.md describes each.
struct Faults {
  std::optional<std::chrono::milliseconds> latency;
  std::optional<ErrorFault> error;
  std::optional<std::chrono::milliseconds> list_lag;
  std::optional<FailFault> fail;
  std::vector<StateFault> states;
  std::optional<Unset> unset;
  bool after_effect = false;
  bool cut_request = false;
  bool lost_answer = false;
  bool cut_body = false;
  bool garbage = false;
  bool html = false;
  bool empty_body = false;
  bool wrapped_errors = false;
  bool stall = false;
  bool stall_after_effect = false;
  bool stuck_creating = false;
  bool refuse_delete = false;
};

/// Which requests a rule is for. If a rule names clusters, only its `state` applies to a LIST.
struct Match {
  std::optional<Verb> verb;  ///< Nothing: every verb.
  std::string account = "*";
  std::string cluster = "*";
};

struct Rule {
  Match match;
  std::uint64_t after = 0;             ///< How many matching requests pass first.
  std::optional<std::uint64_t> times;  ///< How many are affected at most.
  double probability = 1.0;
  Faults faults;
  nlohmann::json source;   ///< As it was written.
  std::uint64_t seen = 0;  ///< Matching requests.
  std::uint64_t hits = 0;  ///< Affected requests.
};

/// An ordered list of rules that make requests fail. Every rule that applies adds its faults; if two rules
/// set the same fault, the first one wins. The same script and the same requests give the same faults.
class FaultScript {
 public:
  FaultScript() = default;
  FaultScript(std::uint64_t seed, std::vector<Rule> rules);

  /// The faults of this request; `cluster_id` is empty for LIST. Updates `seen` and `hits`.
  Faults next(Verb verb, std::string_view account_id, std::string_view cluster_id);

  /// Restarts the random numbers from another seed.
  void reseed(std::uint64_t seed);

  bool empty() const { return rules_.empty(); }
  /// The longest `listLag` of any rule.
  std::chrono::milliseconds longest_lag() const;
  /// The script with `seen` and `hits` beside each rule.
  nlohmann::json to_json() const;

 private:
  std::uint64_t seed_ = 1;
  std::mt19937_64 random_{1};
  std::vector<Rule> rules_;
};

/// The most rules in one script.
inline constexpr std::size_t kMaxRules = 1000;

/// Reads a script from JSON, strictly. The error names the place and says what is allowed there.
OrWhyNot<FaultScript> parse_fault_script(std::string_view json);

/// The rpc code that goes with an HTTP status (contract, section 4.2).
RpcCode rpc_code_for(int http_status);

}  // namespace fwop::api::standin
