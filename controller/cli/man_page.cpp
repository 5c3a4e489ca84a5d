#include "controller/cli/man_page.hpp"

#include <sstream>
#include <string_view>

#include "controller/cli/help_formatter.hpp"

namespace fwop::controller::cli {
namespace {

/// Escapes `text` for roff: backslashes, a dot or quote at the start of a line, and hyphens (so that they can
/// be copied).
std::string roff(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    line_begins = c == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }

void paragraphs(std::string& page, const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) page += ".PP\n" + roff(line) + "\n";
  }
}

void flags(std::string& page, const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    // Every command has these; the page mentions them only once.
    const bool common = option == app.get_help_ptr() || option == app.get_help_all_ptr();
    if (option->get_group().empty() || common) continue;
    page += ".TP\n" + bold(flag_text(*option)) + "\n" + roff(option->get_description()) + "\n";
  }
}

void command(std::string& page, const CLI::App& app, const std::string& before) {
  if (app.get_group().empty()) return;
  const std::string name = before + app.get_name();
  const auto inner = app.get_subcommands([](const CLI::App*) { return true; });
  if (inner.empty()) {
    page += ".SS \"" + roff(name) + "\"\n" + roff(app.get_description()) + ".\n";
    flags(page, app);
    // Without the rule for environment variables: the page has a section for it.
    const std::string footer = app.get_footer();
    paragraphs(page, footer.substr(0, footer.find("\nEvery flag is a variable")));
  }
  for (const CLI::App* each : inner) command(page, *each, name + " ");
}

}  // namespace

std::string man_page(const CLI::App& app, const std::string& version) {
  const std::string name = app.get_name();
  std::string page = ".TH \"FIREWORKS\\-OPERATOR\" \"1\" \"\" \"" + roff(name + " " + version) +
                     "\" \"User Commands\"\n.SH NAME\n" + roff(name) +
                     " \\- keeps Fireworks AI clusters as declared in YAML\n.SH SYNOPSIS\n" + bold(name) +
                     " \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n.SH DESCRIPTION\n";
  page +=
      "A program that reads the desired Fireworks AI clusters from YAML files, creates the missing "
      "ones\n"
      "through the clusters API, follows each until it is READY or FAILED, and keeps it as declared.\n"
      "Every command takes \\fB\\-\\-help\\fR.\n.SH COMMANDS\n";
  for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; }))
    command(page, *each, "");
  page += ".SH ENVIRONMENT\n" + roff(app.get_footer()) +
          "\n\\-\\-output, which differs by command, has its command's name before it:\n"
          "FIREWORKS_OPERATOR_GET_OUTPUT.\n";
  for (const auto& [variable, what] :
       {std::pair("FIREWORKS_API_KEY", "the key, where no \\-\\-api\\-key\\-file gives one"),
        std::pair("FIREWORKS_ACCOUNT_ID", "in the place of \\-\\-account\\-id"),
        std::pair("FIREWORKS_BASE_URL", "in the place of \\-\\-api\\-url"),
        std::pair("NO_COLOR", "when set, nothing is coloured")}) {
    page += ".TP\n" + bold(variable) + "\n" + what + "\n";
  }
  page += ".SH SIGNALS\n";
  for (const auto& [signal, what] :
       {std::pair("SIGTERM, SIGINT", "stops `run`; calls under way may finish"),
        std::pair("SIGHUP", "has `run` read the manifests and the key again, and look at all"),
        std::pair("SIGUSR1", "lets go, once, all that `run` holds and that is not a delete")}) {
    page += ".TP\n" + bold(signal) + "\n" + what + "\n";
  }
  page +=
      ".SH FILES\n.TP\n\\fI~/.fireworks/auth.ini\\fR\nfirectl's: api_key and account_id, where nothing else "
      "gives "
      "them\n.TP\n\\fI~/.local/state/fireworks\\-operator\\fR\nthe journal and the control socket, unless "
      "\\-\\-state\\-dir or systemd says otherwise\n";
  return page;
}

}  // namespace fwop::controller::cli
