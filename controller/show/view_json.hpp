#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "controller/model/event.hpp"
#include "controller/model/operator_view.hpp"
#include "controller/model/view.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// The views as the status API gives them: camelCase, times in RFC 3339, unknown values left out, conditions
/// as in Kubernetes.
nlohmann::json cluster_json(const ClusterView& cluster);
/// A change that waits; `text` says so in one line.
nlohmann::json held_json(const HeldChange& held);
nlohmann::json account_json(const AccountView& account);
nlohmann::json manifests_json(const manifests::Snapshot& snapshot);
/// Of the operator itself, each condition with its next step.
nlohmann::json operator_json(const OperatorView& own);
/// "2 manifests have errors: clusters/a.yaml:3: …"; empty when none has.
std::string manifest_errors(const manifests::Snapshot& snapshot);
nlohmann::json diagnostic_json(const manifests::Diagnostic& diagnostic);
/// The message of an event with a call is call_sentence(); the call itself is in `call`.
nlohmann::json event_json(const Event& event);
nlohmann::json catalogue_json();

/// The text of `json`; bytes that are not UTF-8 are replaced, so it never throws because of the content.
std::string json_text(const nlohmann::json& json);

}  // namespace fwop::controller
