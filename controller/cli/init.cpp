#include "controller/cli/init.hpp"

#include <cerrno>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

#include <system_error>

#include "api/base/or_why_not.hpp"
#include "api/base/text_width.hpp"
#include "api/clusters/fields.hpp"
#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/init_documents.hpp"

namespace fwop::controller::cli {
namespace {

using Clusters = std::vector<manifests::TerraformCluster>;

/// In bytes. No output of Terraform is larger.
constexpr std::size_t kMaxInput = 16 * 1024 * 1024;

OrWhyNot<std::string> read_input(const std::string& path) {
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& in = path == "-" ? std::cin : file;
  std::string text(kMaxInput + 1, '\0');
  if (in) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.eof()) {
    const std::string why = in ? "it is too large to be Terraform's" : "it is not there, or may not be read";
    return {boost::system::in_place_error, "cannot read " + path + ": " + why};
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  return {boost::system::in_place_value, std::move(text)};
}

OrWhyNot<Clusters> clusters_of(const std::string& path) {
  if (path.empty()) return Clusters();
  auto text = read_input(path);
  if (!text) return text.error();
  auto clusters = manifests::read_terraform_outputs(*text);
  if (!clusters) return (path == "-" ? "stdin" : path) + ": " + clusters.error();
  return clusters;
}

/// Returns one line when it fails; else empty.
std::string write_file(const InitOptions& options, const std::string& text) {
  const int mode = O_WRONLY | O_CREAT | O_CLOEXEC | (options.force ? O_TRUNC : O_EXCL);
  const int file = ::open(options.output_file.c_str(), mode, 0666);
  if (file < 0 && errno == EEXIST) return options.output_file + " exists: --force overwrites it";
  std::size_t written = 0;
  while (file >= 0 && written < text.size()) {
    const ssize_t count = ::write(file, text.data() + written, text.size() - written);
    if (count < 0) break;
    written += static_cast<std::size_t>(count);
  }
  const int code = errno;
  const bool closed = file >= 0 && ::close(file) == 0;
  if (closed && written == text.size()) return {};
  return "cannot write " + options.output_file + ": " +
         std::error_code(code, std::generic_category()).message();
}

void add_init_flags(CLI::App* app, InitOptions& init) {
  app->add_option("FILE", init.terraform, "what `terraform output -json` prints; - for stdin");
  add_file(app, "--output-file", init.output_file, "instead of stdout");
  add_switch(app, "--force", init.force, "overwrite the output file");
  add_account(app, init.account_id);
  const std::string fields = "Fields, beside or instead of Terraform's";
  add(app, "--name", init.name, "the cluster's id")->group(fields);
  add(app, "--display-name", init.display_name, "for people")->group(fields);
  for (const auto& field : api::kEksFields) {
    const std::string path = "spec.eksCluster." + std::string(field.json);
    add(app, init_flag(field.json), init.eks.*field.member, path)->group(fields);
  }
}

int run_init(const InitOptions& options) {
  if (options.terraform.empty() && options.name.empty()) {
    return refuse(
        "init needs the FILE that `terraform output -json` wrote (or - and a pipe), or --name and the "
        "fields");
  }
  const auto clusters = clusters_of(options.terraform);
  if (!clusters) return refuse(clusters.error());
  const auto documents = init_documents(options, *clusters);
  if (!documents) return refuse(documents.error());
  if (options.output_file.empty()) {
    std::cout << documents->yaml << std::flush;
  } else if (const std::string problem = write_file(options, documents->yaml); !problem.empty()) {
    return refuse(problem);
  }
  for (const std::string& finding : documents->findings) std::cerr << printable(finding) << '\n';
  return documents->findings.empty() ? 0 : 1;
}

}  // namespace

Command init_command() {
  return {kWrite, "init", "a manifest from Terraform's outputs, or from flags",
          "0 it is complete; 1 something is left to fill in; 2 it could not be made",
          prepare(add_init_flags, run_init)};
}

}  // namespace fwop::controller::cli
