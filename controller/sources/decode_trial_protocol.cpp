#include "controller/sources/decode_trial_protocol.hpp"

#include <nlohmann/json.hpp>

namespace fwop::controller {

using nlohmann::json;

std::string write_trial_header(const manifests::TrialFile& file, const manifests::DecodeOptions& options) {
  const json header = {{"name", file.name},
                       {"size", file.bytes.size()},
                       {"onlyOurs", file.only_ours},
                       {"account", options.default_account_id},
                       {"accountLater", options.account_later}};
  return header.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::optional<TrialHeader> read_trial_header(std::string_view line) {
  const json header = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!header.is_object() || !header.contains("size") || !header["size"].is_number_unsigned())
    return std::nullopt;
  TrialHeader read;
  read.name = header.value("name", "");
  read.size = header["size"].get<std::size_t>();
  read.options.only_ours = header.value("onlyOurs", false);
  read.options.default_account_id = header.value("account", "");
  read.options.account_later = header.value("accountLater", false);
  return read;
}

}  // namespace fwop::controller
