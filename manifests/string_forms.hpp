#pragma once

#include "manifests/field_table.hpp"

namespace fwop::manifests {

/// The forms that only the field table uses.
const StringForm& account_id_form();
const StringForm& display_name_form();
const StringForm& aws_account_id_form();
const StringForm& region_form();
const StringForm& bucket_name_form();
const StringForm& eks_cluster_name_form();
const StringForm& time_form();

}  // namespace fwop::manifests
