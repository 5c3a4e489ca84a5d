#include "controller/cli/run_files.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include <unistd.h>

#include "controller/surface/logging.hpp"

namespace fwop::controller::cli {

boost::system::result<std::shared_ptr<api::Credentials>, std::string> credentials_of(
    const RunOptions& options) {
  std::shared_ptr<api::Credentials> credentials;
  if (!options.api_key_file.empty()) {
    credentials = std::make_shared<api::KeyFile>(
        options.api_key_file, [](const std::string& warning) { log(LogLevel::Warn, warning); });
  } else if (const char* key = std::getenv("FIREWORKS_API_KEY"); key != nullptr && *key != '\0') {
    credentials = std::make_shared<api::FixedKey>(key, "FIREWORKS_API_KEY");
  } else {
    return std::string(
        "there is no API key: set FIREWORKS_API_KEY or give --api-key-file FILE (or --standin to rehearse "
        "without)");
  }
  const auto key = credentials->bearer();
  if (!key) return key.error().message;
  logger().hide(*key);
  return credentials;
}

boost::system::result<void, std::string> check_paths(const std::vector<std::filesystem::path>& paths) {
  for (const auto& path : paths) {
    if (::access(path.c_str(), R_OK) == 0) continue;
    const std::string why = std::error_code(errno, std::generic_category()).message();
    return "cannot read " + path.string() + ": " + why + "; give the folder or file that holds the manifests";
  }
  return {};
}

boost::system::result<api::standin::FaultScript, std::string> read_faults(const std::string& path) {
  if (path.empty()) return api::standin::FaultScript{};
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return "cannot read the fault script " + path;
  auto script = api::standin::parse_fault_script(text.str());
  if (!script) return path + ": " + script.error();
  return script;
}

int refuse(const std::string& why) {
  std::cerr << "fireworks-operator: " << why << '\n';
  return 2;
}

}  // namespace fwop::controller::cli
