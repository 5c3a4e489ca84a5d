#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace fwop::api {

/// The routes of an HTTP server: each has a method, a path and a handler.
template <class Handler>
class Routes {
 public:
  struct Found {
    const Handler* handler = nullptr;  ///< Null when no route has that method and path. Lives with the table.
    std::vector<std::string> parameters;  ///< The value of each {…}, percent-decoded, in order.
    std::vector<std::string> methods;     ///< Without a handler: the path's methods; empty: unknown path.
    std::string path;                     ///< Decoded; empty when the target is none.
    std::vector<std::pair<std::string, std::string>> query;  ///< Decoded, in order.
  };

  /// `pattern` is a path such as "/api/v1/clusters/{name}"; {…} stands for any one segment that is not empty.
  /// The route that was added first wins.
  void add(std::string method, std::string_view pattern, Handler handler) {
    routes_.push_back({std::move(method), std::string(pattern), segments_of(pattern), std::move(handler)});
  }

  /// `target` is the request's, with or without a query.
  [[nodiscard]] Found find(std::string_view method, std::string_view target) const {
    Found found;
    const auto url = boost::urls::parse_origin_form(target);
    if (!url) return found;
    found.path = url->path();
    for (const auto parameter : url->params()) found.query.emplace_back(parameter.key, parameter.value);
    std::vector<std::string> path;
    for (const auto& segment : url->segments()) path.emplace_back(segment.begin(), segment.end());
    for (const Route& route : routes_) {
      std::vector<std::string> parameters;
      if (!fits(route.segments, path, parameters)) continue;
      if (route.method == method) {
        found.handler = &route.handler;
        found.parameters = std::move(parameters);
        found.methods.clear();
        return found;
      }
      found.methods.push_back(route.method);
    }
    return found;
  }

  /// The patterns without {…}, in the order in which they were added: to help people who mistype.
  [[nodiscard]] std::vector<std::string> plain_paths() const {
    std::vector<std::string> paths;
    for (const Route& route : routes_) {
      const bool told = std::find(paths.begin(), paths.end(), route.pattern) != paths.end();
      if (!told && route.pattern.find('{') == std::string::npos) paths.push_back(route.pattern);
    }
    return paths;
  }

 private:
  struct Route {
    std::string method;
    std::string pattern;
    std::vector<std::string> segments;
    Handler handler;
  };

  static std::vector<std::string> segments_of(std::string_view pattern) {
    std::vector<std::string> segments;
    while (pattern.size() > 1) {
      pattern.remove_prefix(1);
      const auto end = std::min(pattern.find('/'), pattern.size());
      segments.emplace_back(pattern.substr(0, end));
      pattern.remove_prefix(end);
    }
    return segments;
  }

  static bool fits(const std::vector<std::string>& segments, std::vector<std::string>& path,
                   std::vector<std::string>& parameters) {
    if (segments.size() != path.size()) return false;
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (segments[i].front() != '{') {
        if (segments[i] != path[i]) return false;
      } else {
        if (path[i].empty()) return false;
        parameters.push_back(path[i]);
      }
    }
    return true;
  }

  std::vector<Route> routes_;
};

}  // namespace fwop::api
