#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include "controller/cli/commands.hpp"
#include "controller/cli/describe.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/run_files.hpp"
#include "controller/surface/live_table.hpp"
#include "controller/surface/table.hpp"

namespace fwop::controller::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using nlohmann::json;

constexpr std::chrono::seconds kTimeout{5};
constexpr std::size_t kMaxBody = 256 * 1024 * 1024;

struct Answer {
  int status = 0;
  std::string body;
};

/// Throws boost::system::system_error when no daemon answers.
Answer ask(const std::string& address, const std::string& target) {
  const auto colon = address.rfind(':');
  if (colon == std::string::npos) throw boost::system::system_error(asio::error::invalid_argument);
  asio::io_context loop;
  asio::ip::tcp::resolver resolver(loop);
  beast::tcp_stream stream(loop);
  stream.expires_after(kTimeout);
  stream.connect(resolver.resolve(address.substr(0, colon), address.substr(colon + 1)));
  http::request<http::empty_body> request(http::verb::get, target, 11);
  request.set(http::field::host, address);
  http::write(stream, request);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMaxBody);
  http::read(stream, buffer, parser);
  return {static_cast<int>(parser.get().result_int()), std::move(parser.get().body())};
}

/// Plain, another reader would take it for a truth value, a number, a time or nothing.
bool needs_quotes(const std::string& text) {
  static constexpr std::array<std::string_view, 8> kWords = {"true", "false", "null", "yes",
                                                             "no",   "on",    "off",  "~"};
  if (text.empty() || std::string_view("+-.0123456789").find(text.front()) != std::string_view::npos)
    return true;
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return beast::iequals(word, text); });
}

void emit(YAML::Emitter& out, const json& value) {
  if (value.is_object()) {
    out << YAML::BeginMap;
    for (const auto& [name, member] : value.items()) {
      out << YAML::Key << name << YAML::Value;
      emit(out, member);
    }
    out << YAML::EndMap;
  } else if (value.is_array()) {
    out << YAML::BeginSeq;
    for (const json& element : value) emit(out, element);
    out << YAML::EndSeq;
  } else if (value.is_string()) {
    const auto text = value.get<std::string>();
    if (needs_quotes(text)) out << YAML::DoubleQuoted;
    out << text;
  } else {
    out << value.dump();
  }
}

void print(const json& clusters, const GetOptions& options) {
  if (options.output == "json") {
    std::cout << clusters.dump(2) << '\n';
    return;
  }
  if (options.output == "yaml") {
    YAML::Emitter emitter;
    emit(emitter, clusters);
    std::cout << emitter.c_str() << '\n';
    return;
  }
  std::vector<TableRow> rows;
  const auto now = std::chrono::system_clock::now();
  for (const json& cluster : clusters) rows.push_back(table_row(cluster, now));
  TableStyle style;
  style.width = colours_wanted() ? terminal_size().columns : 0;
  style.colours = colours_wanted();
  style.wide = options.output == "wide";
  std::cout << render_table(rows, style);
}

/// What is wrong with the operator itself, beside its clusters.
void warn_of(const json& operator_view) {
  for (const json& condition : operator_view.value("conditions", json::array())) {
    if (condition.value("status", "True") == "True") continue;
    std::cerr << "fireworks-operator: " << condition.value("reason", "") << ": "
              << condition.value("message", "") << ". " << condition.value("nextStep", "") << '\n';
  }
}

}  // namespace

void describe_get(CLI::App* app, GetOptions& get) {
  app->add_option("NAME", get.name, "a cluster, or ACCOUNT/CLUSTER; all when not given");
  add(app, "--output,-o", get.output, "table, wide, json or yaml")
      ->envname("FIREWORKS_OPERATOR_OUTPUT")
      ->check(CLI::IsMember({"table", "wide", "json", "yaml"}));
  add(app, "--status-address", get.status_address, "of the running daemon");
}

int get(const GetOptions& options) {
  const std::string target = "/api/v1/clusters" + (options.name.empty() ? "" : "/" + options.name);
  try {
    const Answer answer = ask(options.status_address, target);
    if (answer.status == 404) {
      std::cerr << "fireworks-operator: there is no cluster " << options.name
                << "; `get` without a name lists all\n";
      return 1;
    }
    const json body = json::parse(answer.body);
    if (answer.status != 200) return refuse("the daemon answers " + std::to_string(answer.status));
    warn_of(json::parse(ask(options.status_address, "/api/v1/operator").body));
    print(body.contains("clusters") ? body.at("clusters") : json::array({body}), options);
    return 0;
  } catch (const boost::system::system_error& error) {
    return refuse("no daemon answers at " + options.status_address + " (" + error.code().message() +
                  "): start `fireworks-operator run`, or give its --status-address");
  } catch (const json::exception&) {
    return refuse("what answers at " + options.status_address + " is no fireworks-operator");
  }
}

}  // namespace fwop::controller::cli
