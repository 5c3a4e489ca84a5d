#include "manifests/decode.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "api/base/trimmed.hpp"
#include "manifests/document.hpp"
#include "manifests/json_syntax.hpp"
#include "manifests/manifest_name.hpp"
#include "manifests/reporter.hpp"
#include "manifests/text.hpp"
#include "manifests/yaml_tree.hpp"

namespace fwop::manifests {
namespace {

constexpr Position kStart{.line = 1, .column = 1};

bool is_utf16(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

/// True if the text holds one of the words that every document of ours holds, however wrong the rest is.
bool mentions_us(std::string_view text) {
  constexpr std::array<std::string_view, 4> kWords = {"fireworks.ai", "FireworksCluster", "eksCluster",
                                                      "fakeCluster"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// kustomize's own file needs no kind, and is in many folders of manifests.
bool is_kustomization(std::string_view file) {
  const std::string_view name = file.substr(file.rfind('/') + 1);
  return name == "kustomization.yaml" || name == "kustomization.yml";
}

class FileDecoder {
 public:
  FileDecoder(const SharedText& file, std::string_view text, const DecodeOptions& options)
      : file_(file),
        text_(text),
        options_(options),
        kind_needed_(!options.only_ours && !is_kustomization(file)),
        reporter_(file, text) {}

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
    const Identity identity = identify_document(*document.root, kind_needed_);
    if (document.problems.empty() || identity.kind == DocumentKind::Other) {
      add_node(document.root, identity);
      return;
    }
    for (const TreeProblem& problem : document.problems) {
      reporter_.error(problem.at, problem.rule, "", problem.message);
    }
    add_broken(document.root->at, std::nullopt);  // parts of it are missing, so its key is not certain
  }

  void add_node(const std::shared_ptr<const Node>& node, const Identity& identity) {
    switch (identity.kind) {
      case DocumentKind::Empty: return;
      case DocumentKind::Other:
        result_.others.push_back({kind_of_document(*node), name_of_document(*node), origin_at(node->at)});
        return;
      case DocumentKind::List:
      case DocumentKind::OurList:
        for (const auto& item : items_of(*node))
          add_node(item, identify_item(*item, identity.kind == DocumentKind::OurList));
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

  [[nodiscard]] Origin origin_at(Position at) const {
    const Position shown = reporter_.for_people(at);
    return {.file = file_, .line = shown.line, .column = shown.column};
  }

  void add_broken(Position at, std::optional<api::ClusterKey> key) {
    result_.broken_documents.push_back({.key = std::move(key), .origin = origin_at(at)});
  }

  SharedText file_;
  std::string_view text_;
  const DecodeOptions& options_;
  const bool kind_needed_;
  Reporter reporter_;
  DecodedFile result_;
};

}  // namespace

bool DecodedFile::broken() const {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::Error; });
}

DecodedFile decode_file(const SharedText& file_name, std::string_view bytes, const DecodeOptions& options) {
  const std::string_view text = without_byte_order_mark(bytes);
  if (options.only_ours && !is_utf16(bytes) && !mentions_us(text))
    return DecodedFile{.others = {OtherDocument{}}};
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
  if (is_blank(text, kWhiteSpaceOfJson)) {
    return decoder.refuse(kStart, "EmptyFile",
                          "the file is empty: half-written? Remove it if it is not needed");
  }
  if (!is_json_name(file_name.str())) return decoder.decode();
  if (const auto problem = find_json_problem(text, options.limits))
    return decoder.refuse(problem->at, problem->rule, problem->message);
  const std::string joined = join_surrogate_escapes(text);
  return FileDecoder(file_name, joined, options).decode();
}

}  // namespace fwop::manifests
