#include "api/net/name_lookup.hpp"

#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include <netdb.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/socket.h>
#include <system_error>

namespace fwop::api {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Found = OrWhyNot<std::vector<tcp::endpoint>>;

/// One call of getaddrinfo, and the timers of its waiters. A timer is removed before it is destroyed.
struct Lookup {
  std::mutex mutex;
  std::set<asio::steady_timer*> waiting;
  bool answered = false;
  Found found{boost::system::in_place_error, "the name lookup took too long"};
};

/// The lookups under way, by host and port.
struct Lookups {
  std::mutex mutex;
  std::map<std::string, std::weak_ptr<Lookup>> by_name;
};

/// Never destroyed: a thread in getaddrinfo may outlive main.
Lookups& lookups() {
  static auto* const all = new Lookups;
  return *all;
}

Found failed(const std::string& why) {
  return Found(boost::system::in_place_error, "the name lookup failed: " + why);
}

Found ask(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int code = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &list);
  if (code == EAI_SYSTEM) return failed(std::error_code(errno, std::generic_category()).message());
  if (code != 0) return failed(::gai_strerror(code));
  std::vector<tcp::endpoint> endpoints;
  for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
    tcp::endpoint endpoint;
    if (one->ai_addrlen > endpoint.capacity()) continue;
    endpoint.resize(one->ai_addrlen);
    std::memcpy(endpoint.data(), one->ai_addr, one->ai_addrlen);
    endpoints.push_back(endpoint);
  }
  ::freeaddrinfo(list);
  return endpoints;
}

/// Wakes each waiter on its own executor: this thread must not touch a timer.
void answer(const std::shared_ptr<Lookup>& lookup, Found found) {
  const std::lock_guard lock(lookup->mutex);
  lookup->answered = true;
  lookup->found = std::move(found);
  for (asio::steady_timer* const timer : lookup->waiting) {
    asio::post(timer->get_executor(), [lookup, timer] {
      const std::lock_guard still(lookup->mutex);
      if (lookup->waiting.contains(timer)) timer->cancel();
    });
  }
}

/// Joins the lookup of that name that is under way, or starts a new one.
std::shared_ptr<Lookup> joined(const std::string& host, const std::string& port) {
  const std::string name = host + "\n" + port;
  const std::lock_guard lock(lookups().mutex);
  std::weak_ptr<Lookup>& known = lookups().by_name[name];
  if (auto lookup = known.lock()) return lookup;
  const auto lookup = std::make_shared<Lookup>();
  known = lookup;
  try {
    std::thread([lookup, host, port, name] {
      Found found = ask(host, port);
      {
        const std::lock_guard begun(lookups().mutex);
        lookups().by_name.erase(name);
      }
      answer(lookup, std::move(found));
    }).detach();
  } catch (const std::system_error& error) {
    lookups().by_name.erase(name);
    answer(lookup, failed(error.code().message()));
  }
  return lookup;
}

/// Registers a waiter while it lives.
class Waiting {
 public:
  Waiting(std::shared_ptr<Lookup> lookup, asio::steady_timer& timer)
      : lookup_(std::move(lookup)), timer_(timer) {
    const std::lock_guard lock(lookup_->mutex);
    lookup_->waiting.insert(&timer_);
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() {
    const std::lock_guard lock(lookup_->mutex);
    lookup_->waiting.erase(&timer_);
  }

  bool answered() const {
    const std::lock_guard lock(lookup_->mutex);
    return lookup_->answered;
  }
  Found found() const {
    const std::lock_guard lock(lookup_->mutex);
    return lookup_->found;
  }

 private:
  std::shared_ptr<Lookup> lookup_;
  asio::steady_timer& timer_;
};

}  // namespace

asio::awaitable<Found> look_up_name(asio::any_io_executor executor, std::string host, std::string port,
                                    std::chrono::steady_clock::time_point deadline) {
  asio::steady_timer timer(executor, deadline);
  const Waiting waiting(joined(host, port), timer);
  if (!waiting.answered()) co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return waiting.found();
}

}  // namespace fwop::api
