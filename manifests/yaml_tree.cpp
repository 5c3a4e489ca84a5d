#include "manifests/yaml_tree.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <sstream>
#include <unordered_map>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "manifests/yaml_bounds.hpp"

namespace fwop::manifests {
namespace {

/// Turns yaml-cpp's events into our tree, within the limits.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const DecodeLimits& limits) : limits_(limits) {}

  YamlDocument take() {
    if (!document_.root) document_.root = std::make_shared<Node>();
    return std::move(document_);
  }

  void OnDocumentStart(const YAML::Mark&) override {
    document_ = {};
    open_.clear();
    anchors_.clear();
    size_ = 0;
    skipped_depth_ = 0;
    full_ = false;
    last_scalar_ = YAML::Mark::null_mark();
  }
  void OnDocumentEnd() override {}

  /// Null when the document has none.
  [[nodiscard]] const YAML::Mark& last_scalar() const { return last_scalar_; }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add_leaf(make(Node::Kind::Null, mark, "?"), mark, anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    last_scalar_ = mark;
    auto node = make(Node::Kind::Scalar, mark, tag);
    node->quoted = tag == "!";
    if (value.size() > limits_.max_scalar_bytes) {
      problem(mark, "ScalarTooLarge",
              "this value has " + std::to_string(value.size()) + " bytes; at most " +
                  std::to_string(limits_.max_scalar_bytes) + " are allowed");
    } else {
      node->text = value;
    }
    add_leaf(std::move(node), mark, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (ignoring()) return;
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      problem(mark, "AliasLoop", "this alias names a value that it is itself a part of");
      add(make(Node::Kind::Null, mark, "?"));
      return;
    }
    if (grow(mark, found->second->expanded_size)) add(found->second);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::Sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::Map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    std::shared_ptr<Node> node;
    YAML::anchor_t anchor = 0;
  };

  [[nodiscard]] bool ignoring() const { return full_ || skipped_depth_ > 0; }

  static std::shared_ptr<Node> make(Node::Kind kind, const YAML::Mark& mark, const std::string& tag) {
    auto node = std::make_shared<Node>();
    node->kind = kind;
    node->at = {.line = mark.line + 1, .column = mark.column + 1};
    if (tag != "?" && tag != "!") node->tag = tag;
    return node;
  }

  void problem(const YAML::Mark& mark, std::string rule, std::string message) {
    document_.problems.push_back(
        {{.line = mark.line + 1, .column = mark.column + 1}, std::move(rule), std::move(message)});
  }

  /// False if the document would become too large; the first time, adds a problem.
  bool grow(const YAML::Mark& mark, std::size_t nodes) {
    size_ += nodes;
    if (size_ <= limits_.max_nodes) return true;
    if (!full_) {
      problem(mark, "TooManyNodes",
              "the document has more than " + std::to_string(limits_.max_nodes) +
                  " values once its aliases are expanded: split it");
    }
    full_ = true;
    return false;
  }

  void add(std::shared_ptr<const Node> node) {
    if (open_.empty()) {
      document_.root = std::move(node);
      return;
    }
    open_.back().node->expanded_size += node->expanded_size;
    open_.back().node->children.push_back(std::move(node));
  }

  void add_leaf(std::shared_ptr<Node> node, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (ignoring() || !grow(mark, 1)) return;
    if (anchor != 0) anchors_[anchor] = node;
    add(std::move(node));
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (skipped_depth_ > 0) {
      ++skipped_depth_;
      return;
    }
    if (!full_ && open_.size() >= limits_.max_depth) {
      problem(mark, "TooDeep", "nested more than " + std::to_string(limits_.max_depth) + " levels deep");
      add_leaf(make(Node::Kind::Null, mark, "?"), mark, 0);
      skipped_depth_ = 1;
      return;
    }
    if (!full_) grow(mark, 1);
    if (full_) {
      skipped_depth_ = 1;
      return;
    }
    open_.push_back({make(kind, mark, tag), anchor});
  }

  void close() {
    if (skipped_depth_ > 0) {
      --skipped_depth_;
      return;
    }
    Open done = std::move(open_.back());
    open_.pop_back();
    if (done.anchor != 0) anchors_[done.anchor] = done.node;
    add(std::move(done.node));
  }

  const DecodeLimits& limits_;
  YamlDocument document_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, std::shared_ptr<const Node>> anchors_;
  std::size_t size_ = 0;
  std::size_t skipped_depth_ = 0;  ///< Containers open below one that is left out.
  bool full_ = false;
  YAML::Mark last_scalar_ = YAML::Mark::null_mark();
};

/// What a person should look for, given yaml-cpp's message.
std::string explain(const std::string& message) {
  using Explanation = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Explanation, 14> kExplanations = {{
      {YAML::ErrorMsg::END_OF_MAP,
       "this line does not fit the map it stands in: check its indentation, and that each key has a ':'"},
      {YAML::ErrorMsg::END_OF_SEQ,
       "this line does not fit the list it stands in: check its indentation and its '- '"},
      {YAML::ErrorMsg::END_OF_MAP_FLOW, "a ',' or the closing '}' is missing before here"},
      {YAML::ErrorMsg::END_OF_SEQ_FLOW, "a ',' or the closing ']' is missing before here"},
      {YAML::ErrorMsg::FLOW_END, "this bracket closes nothing that is open"},
      {YAML::ErrorMsg::MAP_VALUE,
       "a ':' is not expected here: check the indentation, and quote a text that holds ': '"},
      {YAML::ErrorMsg::MAP_KEY, "a key is not expected here: check the indentation"},
      {YAML::ErrorMsg::BLOCK_ENTRY, "a '- ' is not expected here: check the indentation"},
      {YAML::ErrorMsg::EOF_IN_SCALAR, "the file ends within a quoted text: a closing quote is missing"},
      {YAML::ErrorMsg::DOC_IN_SCALAR, "'---' or '...' within a quoted text: a closing quote is missing"},
      {YAML::ErrorMsg::UNKNOWN_TOKEN, "no value can begin with this character: put the text in quotes"},
      {YAML::ErrorMsg::BAD_FILE, "nested too deeply"},
      {YAML::ErrorMsg::UNKNOWN_ANCHOR, "no anchor (&name) of this name stands before this alias"},
      {YAML::ErrorMsg::TAB_IN_INDENTATION, "a tab is used for indentation, which YAML forbids: use spaces"},
  }};
  for (const auto& [theirs, ours] : kExplanations) {
    if (message.starts_with(theirs)) return std::string(ours);
  }
  return message;
}

/// yaml-cpp does not name a tab in the indentation, only what it breaks: finds the tab.
std::optional<TreeProblem> tab_indentation(std::string_view text, int line) {
  constexpr int kLinesBack = 2;
  for (int i = line; i > 0 && i > line - kLinesBack; --i) {
    const std::string_view content = line_of(text, i);
    const std::size_t start = content.find_first_not_of(" \t");
    if (start == std::string_view::npos) continue;
    const std::size_t tab = content.substr(0, start).find('\t');
    if (tab == std::string_view::npos) continue;
    return TreeProblem{{.line = i, .column = static_cast<int>(tab) + 1},
                       "TabIndentation",
                       "a tab is used for indentation, which YAML forbids: use spaces"};
  }
  return std::nullopt;
}

/// yaml-cpp accepts the end of the file as the end of a quoted text, and so half a file as a whole one.
std::optional<TreeProblem> unclosed_quote(std::string_view text, const YAML::Mark& scalar) {
  if (scalar.is_null()) return std::nullopt;
  auto at = static_cast<std::size_t>(scalar.pos);
  while (at < text.size() && (text[at] == '&' || text[at] == '!')) {  // its anchor and tag
    at = text.find_first_not_of(" \t\r\n", std::min(text.find_first_of(" \t\r\n", at), text.size()));
  }
  if (at >= text.size() || (text[at] != '"' && text[at] != '\'')) return std::nullopt;
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 == text.size() || text[i + 1] != quote) return std::nullopt;
      ++i;
    }
  }
  return TreeProblem{byte_position_of(text, at), "Syntax",
                     "this quoted text does not end: its closing quote is missing"};
}

TreeProblem syntax_problem(std::string_view text, const YAML::Exception& error) {
  // At the end of the text, yaml-cpp may give no place, or the very first one.
  const bool nowhere = error.mark.is_null() || (error.mark.line == 0 && error.mark.column == 0);
  if (nowhere) return {byte_position_of(text, text.size()), "Syntax", explain(error.msg)};
  if (auto tab = tab_indentation(text, error.mark.line + 1)) return *tab;
  return {{.line = error.mark.line + 1, .column = error.mark.column + 1}, "Syntax", explain(error.msg)};
}

}  // namespace

std::optional<TreeProblem> parse_yaml(std::string_view text, const DecodeLimits& limits,
                                      const std::function<void(const YamlDocument&)>& consume) {
  if (auto problem = find_excess(text, limits)) return problem;
  TreeBuilder builder(limits);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    for (std::size_t documents = 0; parser.HandleNextDocument(builder); ++documents) {
      if (documents == limits.max_documents) {
        return TreeProblem{
            {.line = 1, .column = 1},
            "TooManyDocuments",
            "the file holds more than " + std::to_string(limits.max_documents) + " documents: split it"};
      }
      if (auto problem = unclosed_quote(text, builder.last_scalar())) return problem;
      consume(builder.take());
    }
  } catch (const std::bad_alloc&) {
    throw;  // Short memory says nothing about the text.
  } catch (const YAML::Exception& error) {
    if (auto problem = unclosed_quote(text, builder.last_scalar())) return problem;
    return syntax_problem(text, error);
  } catch (const std::exception& error) {
    return TreeProblem{
        {.line = 1, .column = 1}, "Syntax", std::string("not readable as YAML: ") + error.what()};
  }
  return std::nullopt;
}

}  // namespace fwop::manifests
