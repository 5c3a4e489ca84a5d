#pragma once

#include <filesystem>
#include <string>

namespace fwop::e2e {

/// An authority that `openssl` made, and what it signs.
class TestAuthority {
 public:
  /// Its files lie in `directory`, as NAME.pem and NAME.key.
  TestAuthority(std::filesystem::path directory, std::string name);

  std::string certificate() const { return file(name_, "pem"); }
  /// A certificate with those extensions, as in "extendedKeyUsage=clientAuth\n", that ends in `days` days.
  void sign(const std::string& name, const std::string& extensions, int days = 30) const;
  /// Of what was signed: DIRECTORY/NAME.pem, and .key.
  std::string file(const std::string& name, const std::string& ending) const;

 private:
  std::filesystem::path directory_;
  std::string name_;
};

inline constexpr const char* kForClients = "extendedKeyUsage=clientAuth\n";
inline constexpr const char* kForServers =
    "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n";

}  // namespace fwop::e2e
