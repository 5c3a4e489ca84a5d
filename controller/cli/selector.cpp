#include "controller/cli/selector.hpp"

#include <algorithm>
#include <string_view>

#include "api/base/trimmed.hpp"

namespace fwop::controller::cli {
namespace {

std::string without_blanks(std::string_view text) { return std::string(trimmed(text, kBlanks)); }

/// Splits at the commas outside parentheses, and trims the parts.
std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c == ',' && depth == 0) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  for (std::string& part : parts) part = without_blanks(part);
  return parts;
}

bool is_label(const std::string& text) {
  return !text.empty() && text.find_first_of(" \t=!(),") == std::string::npos;
}

}  // namespace

OrWhyNot<Selector> Selector::parse(const std::string& text) {
  using Parsed = OrWhyNot<Selector>;
  Selector selector;
  for (const std::string& part : split(text)) {
    Requirement one;
    const auto cut = [&](std::size_t at, std::size_t length) {
      one.label = without_blanks(part.substr(0, at));
      return without_blanks(part.substr(at + length));
    };
    if (const auto set = part.find('('); set != std::string::npos && part.ends_with(')')) {
      const std::string head = without_blanks(part.substr(0, set));
      const auto word = head.find_last_of(kBlanks);
      const std::string is = word == std::string::npos ? "" : head.substr(word + 1);
      one.label = without_blanks(head.substr(0, word));
      one.is = is == "in" ? Operator::In : Operator::NotIn;
      one.values = split(part.substr(set + 1, part.size() - set - 2));
      if (is != "in" && is != "notin") one.label.clear();
    } else if (const auto unlike = part.find("!="); unlike != std::string::npos) {
      one.values = {cut(unlike, 2)};
      one.is = Operator::NotIn;
    } else if (const auto twice = part.find("=="); twice != std::string::npos) {
      one.values = {cut(twice, 2)};
      one.is = Operator::In;
    } else if (const auto equal = part.find('='); equal != std::string::npos) {
      one.values = {cut(equal, 1)};
      one.is = Operator::In;
    } else if (part.starts_with('!')) {
      one.label = without_blanks(part.substr(1));
      one.is = Operator::NotExists;
    } else {
      one.label = part;
    }
    if (!is_label(one.label))
      return Parsed(boost::system::in_place_error,
                    "\"" + part + "\" is not a selector: write a=b, a!=b, a in (b, c), a notin (b), a or !a");
    selector.requirements_.push_back(std::move(one));
  }
  return Parsed(boost::system::in_place_value, std::move(selector));
}

bool Selector::matches(const std::map<std::string, std::string>& labels) const {
  return std::all_of(requirements_.begin(), requirements_.end(), [&](const Requirement& one) {
    const auto found = labels.find(one.label);
    const bool there = found != labels.end();
    const bool among =
        there && std::find(one.values.begin(), one.values.end(), found->second) != one.values.end();
    switch (one.is) {
      case Operator::In: return among;
      case Operator::NotIn: return !among;
      case Operator::Exists: return there;
      case Operator::NotExists: return !there;
    }
    return false;
  });
}

}  // namespace fwop::controller::cli
