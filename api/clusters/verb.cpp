#include "api/clusters/verb.hpp"

namespace fwop::api {

bool is_mutating(Verb verb) {
  switch (verb) {
    case Verb::Create:
    case Verb::Update:
    case Verb::Delete: return true;
    case Verb::Get:
    case Verb::List: return false;
  }
  return true;
}

std::string_view verb_name(Verb verb) {
  switch (verb) {
    case Verb::Create: return "create";
    case Verb::Get: return "get";
    case Verb::List: return "list";
    case Verb::Update: return "update";
    case Verb::Delete: return "delete";
  }
  return "?";
}

std::string_view http_method(Verb verb) {
  switch (verb) {
    case Verb::Create: return "POST";
    case Verb::Get:
    case Verb::List: return "GET";
    case Verb::Update: return "PATCH";
    case Verb::Delete: return "DELETE";
  }
  return "?";
}

}  // namespace fwop::api
