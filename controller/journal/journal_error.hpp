#pragma once

#include <string>

#include <boost/assert/source_location.hpp>

namespace fwop::controller {

/// Why the journal could not keep or read something; `message` says what to do.
struct JournalError {
  std::string message;
  bool disk_full = false;
};

[[noreturn]] void throw_exception_from_error(const JournalError& error, const boost::source_location& where);

}  // namespace fwop::controller
