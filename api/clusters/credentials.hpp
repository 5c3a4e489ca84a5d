#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "api/base/file_status.hpp"
#include "api/clusters/error.hpp"

namespace fwop::api {

/// Longest key file that is read, in bytes.
inline constexpr std::size_t kMaxKeyFile = 16 * 1024;

/// Where a client gets its API key. Called on the client's executor, before each request. An error is of
/// kind Unauthenticated, and no error ever holds the key.
class Credentials {
 public:
  virtual ~Credentials() = default;

  /// The key to send now.
  virtual Result<std::string> bearer() = 0;
  /// Call when the server refused the key: the next bearer() reads it again, however recently it was read.
  virtual void refresh() {}
};

/// The key without white space around it. An error if nothing is left, or if it holds a control character, a
/// space or a byte outside ASCII, which cannot be sent in a header. In the error, `where` names its origin,
/// and `secret` says what it is.
Result<std::string> checked_key(std::string_view text, std::string_view where,
                                std::string_view secret = "the API key");

/// A key that never changes, as an environment variable gives it.
class FixedKey : public Credentials {
 public:
  explicit FixedKey(std::string_view key, std::string_view where = "the API key");
  Result<std::string> bearer() override { return key_; }

 private:
  Result<std::string> key_;
};

/// A key in a file, read again when the file has changed: one stat for each request. While the file cannot
/// be read, or every user of this machine may write it, the last good key stays in use.
class KeyFile : public Credentials {
 public:
  /// Called once for each version of the file with what a person should fix. Never gets the key.
  using Warn = std::function<void(const std::string&)>;

  /// Finds the key in the file's text; returns an empty string if it is not there.
  using Find = std::function<std::string(const std::string& text)>;

  /// What errors and warnings call the file and what is in it.
  struct Names {
    std::string file = "the key file";
    std::string secret = "the API key";
  };

  /// Without `find` the file holds the key alone.
  explicit KeyFile(std::string path, Warn warn = {}, Find find = {});
  KeyFile(std::string path, Names names, Warn warn);
  Result<std::string> bearer() override;
  void refresh() override { stale_ = true; }

 private:
  void read(const FileVersion& version, bool readable_by_all);
  void failed(const FileVersion& version, Error error);

  std::string path_;
  Names names_;
  Warn warn_;
  Find find_;
  FileVersion version_;
  Result<std::string> key_;
  bool stale_ = true;
};

}  // namespace fwop::api
