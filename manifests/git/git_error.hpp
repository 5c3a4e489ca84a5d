#pragma once

#include <string>

#include <boost/system/result.hpp>

namespace fwop::manifests {

/// Why a Git operation failed.
enum class GitFault {
  Unreachable,  ///< No connection, no such repository, or it went away while we read.
  Refused,      ///< It does not let us in, or we do not trust it: credentials, certificate, host key.
  RefGone,      ///< It answers, and has no such branch, tag or commit.
  Unsigned,     ///< The commit is not signed by an allowed signer.
  Unchecked,    ///< A signature cannot be checked here.
  Unusable,     ///< Our own copy cannot be written or read.
};

struct GitError {
  GitFault fault = GitFault::Unreachable;
  std::string message;  ///< One line that says what to do; holds no secret.
};

template <class T>
using GitResult = boost::system::result<T, GitError>;
[[noreturn]] void throw_exception_from_error(const GitError& error, const boost::source_location& where);

}  // namespace fwop::manifests
