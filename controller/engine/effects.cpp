#include "controller/engine/effects.hpp"

namespace fwop::controller {

bool is_mutating(api::Verb verb) {
  switch (verb) {
    case api::Verb::Create:
    case api::Verb::Update:
    case api::Verb::Delete: return true;
    case api::Verb::Get:
    case api::Verb::List: return false;
  }
  return true;
}

}  // namespace fwop::controller
