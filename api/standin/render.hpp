#pragma once

#include <string>
#include <string_view>

#include "api/clusters/types.hpp"
#include "api/standin/faults.hpp"
#include "api/standin/field_mask.hpp"
#include "api/standin/list.hpp"
#include "api/standin/refusal.hpp"

namespace fwop::api::standin {

/// How to write an answer's JSON.
struct Look {
  Paths read_mask;
  Unset unset = Unset::Plain;
};

/// Appends `text` as a JSON string; it must be UTF-8.
void append_json_string(std::string& out, std::string_view text);

std::string render_cluster(const Cluster& cluster, const Look& look);
std::string render_page(const ListPage& page, const Look& look);
/// `{"code": …, "message": …, "details": []}`, or `{"error": {"message": …, "code": <HTTP status>}}`.
std::string render_refusal(const Refusal& refusal, bool wrapped);

}  // namespace fwop::api::standin
