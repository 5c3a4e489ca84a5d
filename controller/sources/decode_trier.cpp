#include "controller/sources/decode_trier.hpp"

#include <csignal>
#include <span>
#include <utility>

#include <sys/wait.h>

#include "controller/sources/decode_trial_protocol.hpp"
#include "controller/sources/trial_process.hpp"

namespace fwop::controller {
namespace {

using manifests::TrialVerdict;
using Kind = TrialVerdict::Kind;

std::string signal_text(int status) { return "signal " + std::to_string(WTERMSIG(status)); }

std::string status_text(int status) {
  return WIFSIGNALED(status) ? signal_text(status) : "exit status " + std::to_string(WEXITSTATUS(status));
}

TrialVerdict untried(const std::string& why) {
  return {Kind::Untried, "it could not be tried whether this can be decoded safely: " + why +
                             "; it will be tried again soon"};
}

TrialVerdict refused(const std::string& why) {
  return {Kind::Refused, "decoding it ended the process that tried it: " + why};
}

TrialVerdict verdict_on(int status, const TrialLimits& limits) {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
    return untried("the process that tried it was killed from outside");
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
    return refused("it took longer than " + std::to_string(limits.processor.count()) +
                   " s of processor time");
  if (WIFEXITED(status) && WEXITSTATUS(status) == kTrialOutOfMemory)
    return refused("it needed more than " + std::to_string(limits.memory >> 20U) + " MiB");
  return refused(status_text(status));
}

}  // namespace

DecodeTrier::DecodeTrier(TrialLimits limits, std::string program)
    : limits_(limits), program_(std::move(program)) {}

manifests::DecodeTrial DecodeTrier::as_function() {
  return [this](const auto& files, const auto& options) { return try_all(files, options); };
}

std::vector<TrialVerdict> DecodeTrier::try_all(const std::vector<manifests::TrialFile>& files,
                                               const manifests::DecodeOptions& options) {
  using End = TrialProcess::End;
  std::vector<TrialVerdict> verdicts;
  const auto give_up = [&](const std::string& why) {
    verdicts.resize(files.size(), untried(why));
    return verdicts;
  };
  while (verdicts.size() < files.size()) {
    auto process = TrialProcess::start(program_, limits_);
    if (!process) return give_up(process.error());
    const auto rest = std::span(files).subspan(verdicts.size());
    const TrialProcess::Outcome outcome = process->converse(rest, options, limits_.silence, stop_);
    const int status = process->end();
    verdicts.resize(verdicts.size() + outcome.passed);
    if (outcome.end == End::AllPassed) break;
    if (outcome.end == End::Stopped) return give_up("the operator is ending");
    if (!outcome.ready) return give_up(program_ + " did not get ready: " + status_text(status));
    if (outcome.end == End::Silent) {
      verdicts.push_back(
          refused("it took longer than " +
                  std::to_string(std::chrono::ceil<std::chrono::seconds>(limits_.silence).count()) + " s"));
    } else {
      verdicts.push_back(verdict_on(status, limits_));
    }
  }
  return verdicts;
}

}  // namespace fwop::controller
