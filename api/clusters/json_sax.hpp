#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/clusters/json_value.hpp"
#include "api/clusters/types.hpp"

namespace fwop::api::detail {

/// Decodes clusters from the events of a JSON parser, without a tree in between: a LIST of a large account is
/// read every minute. Gives the same results and errors as json_decode.cpp, which reads a tree. Use one
/// object for one text.
class ClusterSax {
 public:
  /// Decodes one cluster into `cluster`.
  explicit ClusterSax(Cluster& cluster) : cluster_(&cluster) {}
  /// Decodes a page into `page`.
  explicit ClusterSax(ClusterPage& page) : page_(&page) {}

  /// The first error. Valid only if failed().
  [[nodiscard]] const Failure& failure() const { return failure_; }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool too_deep() const { return depth_ > kMaxJsonDepth; }
  /// The page lists more than kMaxClustersInPage.
  [[nodiscard]] bool too_many_clusters() const { return too_many_clusters_; }
  /// The page has the member "clusters", even if null.
  [[nodiscard]] bool has_clusters() const { return has_clusters_; }
  /// True if the object has the members of an error's body.
  [[nodiscard]] bool looks_like_an_error() const { return error_ || detail_ || (code_ && message_); }

  // nlohmann's SAX interface; each tells the parser to go on.
  bool null();
  bool boolean(bool) { return scalar("a boolean"); }
  bool number_integer(std::int64_t value) { return number(std::to_string(value), value); }
  bool number_unsigned(std::uint64_t value);
  bool number_float(double, const std::string&) { return scalar("a number"); }
  bool string(std::string& value);
  bool binary(nlohmann::json::binary_t&) { return true; }
  bool start_object(std::size_t);
  bool key(std::string& name);
  bool end_object();
  bool start_array(std::size_t);
  bool end_array();
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) { return false; }

 private:
  /// What the parser is inside of.
  enum class Level : std::uint8_t { Start, Page, Clusters, Cluster, Eks, Fake, Status };
  /// What the next value is for.
  enum class Place : std::uint8_t {
    Nowhere,
    Text,
    Field,
    Time,
    Code,
    Kind,
    StatusObject,
    ClusterArray,
    Presence
  };

  bool scalar(std::string_view found);
  bool number(std::string digits, std::int64_t value);
  bool wrong_type(std::string_view found);
  bool fail(std::string message);
  /// False beyond kMaxClustersInPage, which ends the parsing.
  bool begin_cluster();
  /// True if the page is full; notes that there are more elements.
  bool is_full();
  void key_of_page(const std::string& name);
  void key_of_cluster(const std::string& name);
  [[nodiscard]] std::string path() const;
  /// Call at the end of a wrong element: the page goes on without it.
  void end_wrong_element();

  Cluster* cluster_ = nullptr;
  ClusterPage* page_ = nullptr;
  std::vector<Level> levels_{Level::Start};
  int depth_ = 0;            ///< Of all open containers.
  std::size_t skipped_ = 0;  ///< Containers open below one that is ignored.
  Place place_ = Place::Nowhere;
  std::string key_;
  std::string* text_ = nullptr;
  SharedText* field_ = nullptr;
  std::optional<WallTime>* time_ = nullptr;
  bool* presence_ = nullptr;
  std::string other_token_;
  bool has_clusters_ = false;
  bool too_many_clusters_ = false;
  bool error_ = false;
  bool detail_ = false;
  bool code_ = false;
  bool message_ = false;
  int element_depth_ = 0;      ///< `depth_` within the element that is read; 0 outside of all.
  bool name_follows_ = false;  ///< The next value is the name of a wrong element.
  bool failed_ = false;
  Failure failure_;
};

}  // namespace fwop::api::detail
