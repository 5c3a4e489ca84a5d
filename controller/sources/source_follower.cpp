#include "controller/sources/source_follower.hpp"

#include <new>

namespace fwop::controller {
namespace {

std::string text_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::bad_alloc&) {
    return "there is not enough memory";
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

std::string unread_message(const std::exception_ptr& failure, std::chrono::milliseconds again_after) {
  return "the manifests cannot be read: " + text_of(failure) +
         "; what was in force stays in force, and they are read again in " +
         std::to_string(std::chrono::ceil<std::chrono::seconds>(again_after).count()) + " s";
}

}  // namespace fwop::controller
