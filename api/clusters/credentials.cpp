#include "api/clusters/credentials.hpp"

#include <algorithm>
#include <fstream>
#include <utility>

#include "api/base/trimmed.hpp"

namespace fwop::api {
namespace {

Error key_error(std::string message) {
  return {.kind = ErrorKind::Unauthenticated, .message = std::move(message)};
}

}  // namespace

Result<std::string> checked_key(std::string_view text, std::string_view where, std::string_view secret) {
  const auto key = trimmed(without_byte_order_mark(text));
  if (key.empty()) return key_error(std::string(where) + " is empty: put " + std::string(secret) + " there");
  const bool sendable = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (!sendable) {
    return key_error(std::string(where) +
                     " holds a space, a control character or a letter outside ASCII: it must be " +
                     std::string(secret) + " alone, on one line");
  }
  return std::string(key);
}

FixedKey::FixedKey(std::string_view key, std::string_view where) : key_(checked_key(key, where)) {}

KeyFile::KeyFile(std::string path, Warn warn, Find find)
    : path_(std::move(path)),
      warn_(std::move(warn)),
      find_(std::move(find)),
      key_(key_error("the key file was not read yet")) {}

KeyFile::KeyFile(std::string path, Names names, Warn warn) : KeyFile(std::move(path), std::move(warn)) {
  names_ = std::move(names);
}

Result<std::string> KeyFile::bearer() {
  const auto status = file_status(path_);
  if (!status) {
    failed({}, key_error("cannot read " + names_.file + " " + path_ + ": " + status.error()));
    return key_;
  }
  const FileVersion& version = status->version;
  if (stale_ || version != version_) {
    if (!status->is_regular)
      failed(version, key_error(names_.file + " " + path_ + " is not a file"));
    else if (status->writable_by_all)
      failed(version, key_error(names_.file + " " + path_ + std::string(kWritableByAll)));
    else
      read(version, status->readable_by_all);
  }
  return key_;
}

void KeyFile::read(const FileVersion& version, bool readable_by_all) {
  std::ifstream file(path_, std::ios::binary);
  std::string text(kMaxKeyFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof()) {
    const bool opened = file.is_open() && !file.bad() && file.gcount() > 0;
    const std::string why = opened ? "it is too large to be " + names_.secret : "it cannot be opened or read";
    return failed(version, key_error("cannot read " + names_.file + " " + path_ + ": " + why));
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  auto key = checked_key(find_ ? find_(text) : text, names_.file + " " + path_, names_.secret);
  if (key.has_error()) return failed(version, key.error());

  if (readable_by_all && version != version_ && warn_)
    warn_(names_.file + " " + path_ + std::string(kReadableByAll));
  key_ = std::move(key);
  version_ = version;
  stale_ = false;
}

void KeyFile::failed(const FileVersion& version, Error error) {
  if (key_.has_error()) {
    key_ = std::move(error);
  } else if (version != version_ && warn_) {
    warn_(error.message + "; the key read before stays in use");
  }
  version_ = version;
}

}  // namespace fwop::api
