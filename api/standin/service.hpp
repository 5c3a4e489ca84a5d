#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/standin/faults.hpp"
#include "api/standin/route.hpp"
#include "api/standin/stats.hpp"
#include "api/standin/world.hpp"

namespace fwop::api::standin {

struct ServiceOptions {
  WorldOptions world;
  std::string api_key;  ///< Empty: any key is accepted, but one is required.
  std::string account;  ///< The only account there is; empty for any.
  FaultScript faults;
};

/// A request as received. The views live as long as the request.
struct Request {
  std::string_view method;
  std::string_view target;
  std::string_view authorization;
  std::string_view x_api_key;
  std::string_view body;
};

struct Reply {
  int status = 200;
  std::string body = "{}";
  std::string_view content_type = "application/json";
  std::optional<int> retry_after_s;
  std::string_view allow;  ///< For a 405.
};

/// A request that was checked and not carried out yet: a `latency` fault waits in between.
struct Prepared {
  std::optional<Reply> reply;  ///< Set if it was refused already.
  Route route;
  Verb verb = Verb::Get;
  Faults faults;
};

/// The stand-in without sockets and clocks: routes, keys, faults, the world. Not thread-safe.
class Service {
 public:
  explicit Service(ServiceOptions options);

  Prepared prepare(const Request& request);
  /// Carries out the request and answers. Do not call for a request that a fault ends before its effect.
  Reply act(const Request& request, const Prepared& prepared, WallTime now);

  /// Counts bytes of requests and answers, including their heads.
  void count_bytes(std::size_t received, std::size_t sent) { stats_.count_bytes(received, sent); }

  std::string stats_json() const { return stats_.to_json(); }

 private:
  std::optional<Refusal> check_key(const Request& request, const Route& route) const;
  Reply answer(const Request& request, const Prepared& prepared, WallTime now);
  Answer<std::string> perform(const Request& request, const Prepared& prepared, WallTime now);
  Answer<std::string> create(std::string_view body, const Prepared& prepared, WallTime now);
  Answer<std::string> get(const Prepared& prepared, WallTime now);
  Answer<std::string> list(const Prepared& prepared, WallTime now);
  Answer<std::string> update(std::string_view body, const Prepared& prepared, WallTime now);
  Answer<std::string> remove(const Prepared& prepared, WallTime now);
  Answer<std::string> connection_info(const Prepared& prepared, WallTime now);
  Answer<std::string> render(Answer<Cluster> cluster, const Prepared& prepared) const;

  // admin.cpp
  Reply administer(const Request& request, const Route& route, WallTime now);
  Answer<std::string> administer_faults(const Request& request);
  Answer<std::string> administer_cluster(const Request& request, const Route& route, WallTime now);
  void use(FaultScript faults);

  ServiceOptions options_;
  World world_;
  FaultScript faults_;
  Stats stats_;
};

Reply to_reply(const Refusal& refusal, bool wrapped = false);

}  // namespace fwop::api::standin
