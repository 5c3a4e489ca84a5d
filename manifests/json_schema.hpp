#pragma once

#include <string>

namespace fwop::manifests {

/// The JSON Schema (2020-12) of one FireworksCluster document, made from the table that the decoder reads by
/// (field_table.hpp): indented JSON that ends with a newline. It accepts what decode_file accepts when given
/// an account, except for what a schema cannot express: ArnAccount and ArnPartition (which compare fields),
/// TimeForm of a day that its month does not have or a year that is not representable, the limits on size,
/// and whatever concerns YAML itself (DuplicateField, Syntax and so on) or several documents.
std::string json_schema();

}  // namespace fwop::manifests
