#include "manifests/decode.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "manifests/document.hpp"
#include "manifests/reporter.hpp"
#include "manifests/text.hpp"
#include "manifests/yaml_tree.hpp"

namespace fwop::manifests {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr Position kStart{.line = 1, .column = 1};

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

bool is_utf16(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

/// kustomize's own file needs no kind, and stands in many folders of manifests.
bool is_kustomization(std::string_view file) {
  const std::string_view name = file.substr(file.rfind('/') + 1);
  return name == "kustomization.yaml" || name == "kustomization.yml";
}

class FileDecoder {
 public:
  FileDecoder(const api::SharedText& file, std::string_view text, const DecodeOptions& options)
      : file_(file), text_(text), options_(options), reporter_(file, text) {}

  DecodedFile decode() {
    decode_documents();
    result_.diagnostics = reporter_.take();
    return std::move(result_);
  }

  DecodedFile refuse(Position at, std::string rule, std::string message) {
    refuse_rest({at, std::move(rule), std::move(message)});
    result_.diagnostics = reporter_.take();
    return std::move(result_);
  }

 private:
  void decode_documents() {
    const auto problem =
        parse_yaml(text_, options_.limits, [this](const YamlDocument& document) { add(document); });
    if (problem) refuse_rest(*problem);
  }

  /// From `problem` on, nothing in the file can be read.
  void refuse_rest(const TreeProblem& problem) {
    reporter_.error(problem.at, problem.rule, "", problem.message);
    add_broken(problem.at, std::nullopt);
  }

  void add(const YamlDocument& document) {
    if (document.problems.empty() || identify_document(*document.root).kind == DocumentKind::Other) {
      add_node(document.root);
      return;
    }
    for (const TreeProblem& problem : document.problems) {
      reporter_.error(problem.at, problem.rule, "", problem.message);
    }
    add_broken(document.root->at, std::nullopt);  // parts of it are missing, so its key is not certain
  }

  void add_node(const std::shared_ptr<const Node>& node) {
    const Identity identity = identify_document(*node);
    switch (identity.kind) {
      case DocumentKind::Empty: return;
      case DocumentKind::Other: ++result_.other_documents; return;
      case DocumentKind::List:
        for (const auto& item : items_of(*node)) add_node(item);
        return;
      case DocumentKind::Wrong:
        reporter_.error(identity.problem->at, identity.problem->rule, "", identity.problem->message);
        add_broken(node->at, key_of_broken_document(*node, options_));
        return;
      case DocumentKind::Ours:
        if (auto manifest = decode_document(*node, reporter_, file_, options_)) {
          result_.manifests.push_back(std::move(manifest));
        } else {
          add_broken(node->at, key_of_broken_document(*node, options_));
        }
        return;
    }
  }

  void add_broken(Position at, std::optional<api::ClusterKey> key) {
    const Position shown = reporter_.for_people(at);
    result_.broken_documents.push_back(
        {.key = std::move(key), .origin = {.file = file_, .line = shown.line, .column = shown.column}});
  }

  api::SharedText file_;
  std::string_view text_;
  const DecodeOptions& options_;
  Reporter reporter_;
  DecodedFile result_;
};

}  // namespace

bool DecodedFile::broken() const {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::Error; });
}

DecodedFile decode_file(const api::SharedText& file_name, std::string_view bytes,
                        const DecodeOptions& options) {
  const bool marked = bytes.starts_with(kUtf8Mark);
  const std::string_view text = marked ? bytes.substr(kUtf8Mark.size()) : bytes;
  FileDecoder decoder(file_name, text, options);
  if (bytes.size() > options.limits.max_file_bytes) {
    return decoder.refuse(kStart, "FileTooLarge",
                          "the file is larger than the " + std::to_string(options.limits.max_file_bytes) +
                              " bytes that are read: split it");
  }
  if (is_utf16(bytes)) return decoder.refuse(kStart, "Encoding", "the file is UTF-16: save it as UTF-8");
  if (const auto problem = find_text_problem(text)) {
    return decoder.refuse(byte_position_of(text, problem->offset), "Encoding", problem->message);
  }
  if (is_blank(text)) {
    return decoder.refuse(kStart, "EmptyFile",
                          "the file is empty: half-written? Remove it if it is not needed");
  }
  if (is_kustomization(file_name)) return DecodedFile{.other_documents = 1};
  if (!file_name.str().ends_with(".json")) return decoder.decode();
  const std::string joined = join_surrogate_escapes(text);
  return FileDecoder(file_name, joined, options).decode();
}

}  // namespace fwop::manifests
