#pragma once

#include <map>
#include <set>
#include <sstream>
#include <string>

namespace fwop::e2e {

/// The flags of each command, such as "brake release", as `fireworks-operator man` has them.
inline std::map<std::string, std::set<std::string>> flags_by_command(const std::string& man) {
  std::string text;
  for (std::size_t i = 0; i < man.size(); ++i) {
    if (man[i] == '\\' && i + 1 < man.size() && man[i + 1] == '-') continue;
    text += man[i];
  }
  std::map<std::string, std::set<std::string>> commands;
  std::set<std::string>* flags = nullptr;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::string section = ".SS \"";
    if (line.starts_with(".SH ")) flags = nullptr;
    if (line.starts_with(section))
      flags = &commands[line.substr(section.size(), line.size() - section.size() - 1)];
    const auto at = line.find("--");
    if (flags != nullptr && line.starts_with("\\fB") && at != std::string::npos)
      flags->insert(line.substr(at, line.find_first_of(" \\,=", at) - at));
  }
  return commands;
}

}  // namespace fwop::e2e
