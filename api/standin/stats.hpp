#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "api/clusters/types.hpp"
#include "api/clusters/verb.hpp"

namespace fwop::api::standin {

/// How many creates, updates and deletes (each) are remembered one by one. Later ones are only counted.
inline constexpr std::size_t kMaxRemembered = 200'000;

/// What the stand-in was asked, for tests that count. It is counted where the effect happens, so that a
/// request whose answer was lost is included.
class Stats {
 public:
  void count_request(Verb verb) { ++requests_[static_cast<std::size_t>(verb)]; }
  void count_bytes(std::size_t received, std::size_t sent) {
    received_ += received;
    sent_ += sent;
  }
  void note_create(std::string name, WallTime at, int status) { note(creates_, std::move(name), at, status); }
  void note_update(std::string name, WallTime at, int status) { note(updates_, std::move(name), at, status); }
  void note_delete(std::string name, WallTime at, int status) { note(deletes_, std::move(name), at, status); }

  std::string to_json() const;

 private:
  struct Effect {
    std::string name;
    WallTime at;
    int status;
  };
  struct Effects {
    std::vector<Effect> remembered;
    std::uint64_t forgotten = 0;
  };
  static void note(Effects& effects, std::string name, WallTime at, int status);
  static void append(std::string& out, const char* name, const Effects& effects);

  std::array<std::uint64_t, 5> requests_{};
  std::uint64_t received_ = 0;
  std::uint64_t sent_ = 0;
  Effects creates_;
  Effects updates_;
  Effects deletes_;
};

}  // namespace fwop::api::standin
