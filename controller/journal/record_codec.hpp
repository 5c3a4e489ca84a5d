#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "controller/journal/journal.hpp"

namespace fwop::controller {

/// A row of the table `records`. What a person may query has a column; the rest is in `body`, a JSON object.
/// Nothing is in both.
struct RecordRow {
  std::string account_id;
  std::string cluster_id;
  bool owned = false;
  bool ever_seen = false;
  std::optional<std::string> intent;  ///< The verb's name; the sent spec is in `body`.
  std::optional<std::int64_t> intent_written;
  std::optional<std::int64_t> intent_attempt;
  std::string deletion;
  std::string body;
};

/// decode_record() gives the same record back, except that bytes that are not UTF-8 become U+FFFD.
RecordRow encode_record(const Record& record);

/// Fields that we do not know are ignored, fields that are missing have their defaults, and a policy or
/// reason that we do not know is taken for the one that does the least. Anything else that is wrong is an
/// error that names the cluster.
boost::system::result<Record, JournalError> decode_record(const RecordRow& row);

}  // namespace fwop::controller
