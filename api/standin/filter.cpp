#include "api/standin/filter.hpp"

#include <optional>
#include <string>
#include <vector>

#include "api/base/trimmed.hpp"
#include "api/clusters/fields.hpp"
#include "api/standin/field_mask.hpp"
#include "api/standin/glob.hpp"

namespace fwop::api::standin {

struct Filter::Node {
  enum class Kind { All, Any, Not, Compare };
  Kind kind = Kind::All;
  std::vector<Node> children;
  std::string field;
  std::string op;
  std::string value;
  std::optional<WallTime> time;  ///< The value of a time field.
};

namespace {

using Node = Filter::Node;

struct Token {
  enum class Kind { Word, Quoted, Operator, Open, Close, Minus, End };
  Kind kind = Kind::End;
  std::string text;
};

bool is_time_field(std::string_view field) { return field == "create_time" || field == "update_time"; }

template <class Message, std::size_t N>
std::string field_of(const Boxed<Message>& message, std::string_view name,
                     const std::array<StringField<Message>, N>& fields) {
  if (!message) return {};
  for (const auto& field : fields) {
    if (field.proto == name) return *message.*field.member;
  }
  return {};
}

std::string text_of(const Cluster& cluster, std::string_view field) {
  if (field == "name") return cluster.name;
  if (field == "display_name") return cluster.spec.display_name;
  if (field == "state") return cluster.state_text;
  if (field == "status.code") return cluster.status.code;
  if (field == "status.message") return cluster.status.message;
  constexpr std::string_view kEks = "eks_cluster.";
  constexpr std::string_view kFake = "fake_cluster.";
  if (field.starts_with(kEks)) return field_of(cluster.spec.eks, field.substr(kEks.size()), kEksFields);
  if (field.starts_with(kFake)) return field_of(cluster.spec.fake, field.substr(kFake.size()), kFakeFields);
  return {};
}

bool is_filter_field(std::string_view field) {
  return is_cluster_path(field) && field != "status" && field != "eks_cluster" && field != "fake_cluster";
}

bool holds(std::string_view op, int compared) {
  if (op == "=" || op == ":") return compared == 0;
  if (op == "!=") return compared != 0;
  if (op == "<") return compared < 0;
  if (op == ">") return compared > 0;
  return op == "<=" ? compared <= 0 : compared >= 0;
}

bool compare(const Node& node, const Cluster& cluster) {
  if (is_time_field(node.field)) {
    const auto time = node.field == "create_time" ? cluster.create_time : cluster.update_time;
    if (node.op == ":" && !node.time) return time.has_value();
    return time && holds(node.op, *time < *node.time ? -1 : (*time > *node.time ? 1 : 0));
  }
  const auto text = text_of(cluster, node.field);
  if (node.op == ":") return node.value == "*" ? !text.empty() : text.find(node.value) != std::string::npos;
  if (node.op == "=") return matches_glob(node.value, text);
  if (node.op == "!=") return !matches_glob(node.value, text);
  return holds(node.op, text.compare(node.value));
}

bool evaluate(const Node& node, const Cluster& cluster) {
  switch (node.kind) {
    case Node::Kind::All:
      for (const auto& child : node.children) {
        if (!evaluate(child, cluster)) return false;
      }
      return true;
    case Node::Kind::Any:
      for (const auto& child : node.children) {
        if (evaluate(child, cluster)) return true;
      }
      return false;
    case Node::Kind::Not: return !evaluate(node.children.front(), cluster);
    case Node::Kind::Compare: return compare(node, cluster);
  }
  return false;
}

/// Splits a filter into tokens. After invalid text, failed() is true.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : rest_(text) { advance(); }

  const Token& peek() const { return token_; }
  bool failed() const { return failed_; }
  Token take() {
    Token taken = std::move(token_);
    advance();
    return taken;
  }

 private:
  void advance() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
    token_ = {};
    if (rest_.empty()) return;
    const char c = rest_.front();
    if (c == '(' || c == ')')
      cut(c == '(' ? Token::Kind::Open : Token::Kind::Close, 1);
    else if (c == '"' || c == '\'')
      quoted(c);
    else if (c == '-')
      cut(Token::Kind::Minus, 1);
    else if (kOperatorStarts.find(c) != std::string_view::npos)
      cut(Token::Kind::Operator, rest_.substr(1, 1) == "=" && c != ':' && c != '=' ? 2 : 1);
    else
      cut(Token::Kind::Word, std::min(rest_.find_first_of(" \t()\"'=!<>:"), rest_.size()));
  }

  void cut(Token::Kind kind, std::size_t length) {
    token_ = {kind, std::string(rest_.substr(0, length))};
    rest_.remove_prefix(length);
  }

  void quoted(char quote) {
    token_.kind = Token::Kind::Quoted;
    for (rest_.remove_prefix(1); !rest_.empty() && rest_.front() != quote; rest_.remove_prefix(1)) {
      if (rest_.front() == '\\') rest_.remove_prefix(1);
      if (rest_.empty()) break;
      token_.text += rest_.front();
    }
    if (rest_.empty())
      failed_ = true;
    else
      rest_.remove_prefix(1);
  }

  static constexpr std::string_view kOperatorStarts = "=!<>:";
  std::string_view rest_;
  Token token_;
  bool failed_ = false;
};

/// A recursive descent parser. Keeps the first error.
class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) {}

  Answer<Node> whole() {
    Node node = all(0);
    if (lexer_.failed()) fail("a quoted string does not end");
    if (error_.empty() && lexer_.peek().kind != Token::Kind::End)
      fail("'" + lexer_.peek().text + "' was not expected");
    if (!error_.empty()) return invalid("filter: " + error_);
    return node;
  }

 private:
  bool at_word(std::string_view word) const {
    return lexer_.peek().kind == Token::Kind::Word && lexer_.peek().text == word;
  }
  bool at_end_of_group() const {
    return lexer_.peek().kind == Token::Kind::End || lexer_.peek().kind == Token::Kind::Close;
  }

  Node all(int depth) {
    Node node;
    node.children.push_back(any(depth));
    while (error_.empty() && !at_end_of_group()) {
      if (at_word("AND")) lexer_.take();
      node.children.push_back(any(depth));
    }
    return node;
  }

  Node any(int depth) {
    Node node;
    node.kind = Node::Kind::Any;
    node.children.push_back(term(depth));
    while (error_.empty() && at_word("OR")) {
      lexer_.take();
      node.children.push_back(term(depth));
    }
    return node;
  }

  Node term(int depth) {
    if (depth >= kMaxFilterDepth) {
      fail("it nests too deeply");
      return {};
    }
    if (lexer_.peek().kind == Token::Kind::Minus || at_word("NOT")) {
      lexer_.take();
      Node node;
      node.kind = Node::Kind::Not;
      node.children.push_back(term(depth + 1));
      return node;
    }
    if (lexer_.peek().kind != Token::Kind::Open) return comparison();
    lexer_.take();
    Node node = all(depth + 1);
    if (lexer_.peek().kind != Token::Kind::Close)
      fail("a parenthesis is not closed");
    else
      lexer_.take();
    return node;
  }

  Node comparison() {
    Node node;
    node.kind = Node::Kind::Compare;
    if (lexer_.peek().kind != Token::Kind::Word) {
      fail("a field was expected");
      return node;
    }
    const auto name = lexer_.take().text;
    node.field = to_snake_case(name);
    if (!is_filter_field(node.field)) {
      fail("there is no field '" + name + "'");
      return node;
    }
    if (lexer_.peek().kind != Token::Kind::Operator || lexer_.peek().text == "!") {
      fail("behind '" + node.field + "' one of = != < > <= >= : was expected");
      return node;
    }
    node.op = lexer_.take().text;
    value(node);
    return node;
  }

  void value(Node& node) {
    if (lexer_.peek().kind == Token::Kind::Minus) {
      lexer_.take();
      node.value += '-';
    }
    if (lexer_.peek().kind == Token::Kind::Word || lexer_.peek().kind == Token::Kind::Quoted) {
      // A time without quotes contains colons, which separate words elsewhere.
      const bool bare = lexer_.peek().kind == Token::Kind::Word;
      node.value += lexer_.take().text;
      while (bare && is_time_field(node.field) && lexer_.peek().text == ":") {
        node.value += lexer_.take().text;
        node.value += lexer_.take().text;
      }
    } else {
      fail("behind '" + node.field + " " + node.op + "' a value was expected");
      return;
    }
    if (!is_time_field(node.field) || (node.op == ":" && node.value == "*")) return;
    node.time = parse_rfc3339(node.value);
    if (!node.time) fail("'" + node.value + "' is not a time as in 2026-01-31T12:00:00Z");
  }

  void fail(std::string why) {
    if (error_.empty()) error_ = std::move(why);
  }

  Lexer lexer_;
  std::string error_;
};

}  // namespace

Answer<Filter> Filter::parse(std::string_view text) {
  Filter filter;
  if (is_blank(text, kBlanks)) return filter;
  if (text.size() > kMaxFilter) return invalid("filter: it is too long");
  auto parsed = Parser(text).whole();
  if (!parsed) return parsed.error();
  filter.root_ = std::make_shared<const Node>(std::move(*parsed));
  return filter;
}

bool Filter::matches(const Cluster& cluster) const { return root_ == nullptr || evaluate(*root_, cluster); }

}  // namespace fwop::api::standin
