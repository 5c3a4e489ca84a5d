#include <string>

#include <gtest/gtest.h>

#include "manifests/field_table.hpp"
#include "reference_table.hpp"

namespace fwop::manifests {
namespace {

std::string type_of(const FieldEntry& field) {
  switch (field.type) {
    case FieldEntry::Type::Constant:
    case FieldEntry::Type::Choice: {
      std::string text;
      for (const std::string_view choice : field.choices)
        text += (text.empty() ? "`" : ", `") + std::string(choice) + "`";
      return text;
    }
    case FieldEntry::Type::Text: return field.form != nullptr ? field.form->wanted : "text";
    case FieldEntry::Type::Texts: return "map of texts";
    case FieldEntry::Type::Map: return "map";
    case FieldEntry::Type::Switch: return "`true`, `false` or a map";
  }
  return {};
}

std::string default_of(const FieldEntry& field) {
  if (field.required) return "required";
  return field.fallback.empty() ? "none" : "`" + std::string(field.fallback) + "`";
}

void add_rows(std::string& table, const FieldTable& fields, const std::string& above) {
  for (const FieldEntry& field : fields.fields) {
    const std::string path = above + std::string(field.name);
    table += "| `" + path + "` | " + type_of(field) + " | " + default_of(field) + " | " +
             std::string(field.description) + " |\n";
    if (field.map != nullptr) add_rows(table, *field.map, path + ".");
  }
}

TEST(Reference, OfTheFieldsIsTheTableThatTheDecoderReadsBy) {
  std::string table = "| field | type | default | meaning |\n|---|---|---|---|\n";
  add_rows(table, document_table(), "");
  fwop::testing::expect_reference(FWOP_SOURCES "/manifests/README.md", "fields", table);
}

}  // namespace
}  // namespace fwop::manifests
