#include "api/standin/field_mask.hpp"

#include <algorithm>
#include <array>

#include "api/base/characters.hpp"
#include "api/clusters/fields.hpp"

namespace fwop::api::standin {
namespace {

constexpr std::array<std::string_view, 7> kOutputPaths = {
    "name", "create_time", "update_time", "state", "status", "status.code", "status.message",
};

template <class Message, std::size_t N>
bool is_in(std::string_view path, std::string_view kind, const std::array<StringField<Message>, N>& fields) {
  if (path == kind) return true;
  if (!path.starts_with(kind) || path.substr(kind.size(), 1) != ".") return false;
  path.remove_prefix(kind.size() + 1);
  return std::any_of(fields.begin(), fields.end(), [path](const auto& field) { return field.proto == path; });
}

bool is_inside(std::string_view path, std::string_view outer) {
  return path.starts_with(outer) && (path.size() == outer.size() || path[outer.size()] == '.');
}

Answer<Paths> parse_mask(std::string_view text, std::string_view name, bool (*accepted)(std::string_view)) {
  Paths paths;
  if (text.empty() || text == "*") return paths;
  while (true) {
    const auto comma = text.find(',');
    const auto written = text.substr(0, comma);
    auto path = to_snake_case(written);
    if (!accepted(path))
      return invalid(std::string(name) + ": there is no field '" + std::string(written) + "' to name");
    paths.push_back(std::move(path));
    if (comma == std::string_view::npos) return paths;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

std::string to_snake_case(std::string_view path) {
  std::string snake;
  snake.reserve(path.size() + 8);
  for (const char c : path) {
    if (is_upper(c)) snake += '_';
    snake += to_lower(c);
  }
  return snake;
}

bool is_input_path(std::string_view path) {
  return path == "display_name" || is_in(path, "eks_cluster", kEksFields) ||
         is_in(path, "fake_cluster", kFakeFields);
}

bool is_cluster_path(std::string_view path) {
  return is_input_path(path) ||
         (!path.empty() && std::find(kOutputPaths.begin(), kOutputPaths.end(), path) != kOutputPaths.end());
}

Answer<Paths> parse_read_mask(std::string_view text) { return parse_mask(text, "readMask", is_cluster_path); }

Answer<Paths> parse_update_mask(std::string_view text) {
  return parse_mask(text, "updateMask", is_input_path);
}

bool selects(const Paths& paths, std::string_view path) {
  return paths.empty() || std::any_of(paths.begin(), paths.end(), [path](const std::string& selected) {
           return is_inside(path, selected) || is_inside(selected, path);
         });
}

}  // namespace fwop::api::standin
