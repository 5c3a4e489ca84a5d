#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest_texts.hpp"
#include "manifests/field_table.hpp"

namespace fwop::manifests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Case {
  std::string name;
  std::string text;
  std::string diagnostic;  ///< The only one; after "f.yaml:".
};
std::ostream& operator<<(std::ostream& out, const Case& test_case) { return out << test_case.name; }

class OneMistake : public testing::TestWithParam<Case> {};

TEST_P(OneMistake, IsToldAtItsPlaceWithWhatToDo) {
  EXPECT_THAT(diagnose(GetParam().text), ElementsAre("f.yaml:" + GetParam().diagnostic));
}

std::string own(std::string_view api_version, std::string_view kind) {
  return "apiVersion: " + std::string(api_version) + "\nkind: " + std::string(kind) +
         "\nmetadata: {name: a}\nspec: {fakeCluster: {}}\n";
}

INSTANTIATE_TEST_SUITE_P(
    Syntax, OneMistake,
    testing::Values(
        Case{"TabIndentation", head_and("\teksCluster: {}\n"),
             "6:1: error: a tab is used for indentation, which YAML forbids: use spaces [TabIndentation]"},
        Case{"TabAfterSpaces", head_and("  eksCluster:\n  \tawsAccountId: x\n  \tregion: y\n"),
             "7:3: error: a tab is used for indentation, which YAML forbids: use spaces [TabIndentation]"},
        Case{"ColonInText", eks_and("  displayName: a: b\n"),
             "9:17: error: a ':' is not expected here: check the indentation, and quote a text that holds ': "
             "' "
             "[Syntax]"},
        Case{"Indentation", eks_and("   displayName: x\n"),
             "9:4: error: this line does not fit the map it stands in: check its indentation, and that each "
             "key "
             "has a ':' [Syntax]"},
        Case{"TextAfterQuotes", eks_and("  displayName: \"x\" y\n"),
             "9:20: error: this line does not fit the map it stands in: check its indentation, and that each "
             "key "
             "has a ':' [Syntax]"},
        Case{"UnclosedDoubleQuote", eks_and("  displayName: \"x\n"),
             "9:16: error: this quoted text does not end: its closing quote is missing [Syntax]"},
        Case{"UnclosedSingleQuote", eks_and("  displayName: &a 'it''s\n  policy: {}\n"),
             "9:19: error: this quoted text does not end: its closing quote is missing [Syntax]"},
        Case{"UnclosedBrace", "{apiVersion: v1, kind: {a: b}",
             "1:30: error: a ',' or the closing '}' is missing before here [Syntax]"},
        Case{"AtSign", eks_and("  displayName: @x\n"),
             "9:16: error: no value can begin with this character: put the text in quotes [Syntax]"},
        Case{"UnknownAnchor", eks_and("  displayName: *x\n"),
             "9:16: error: no anchor (&name) of this name stands before this alias [Syntax]"},
        Case{"AliasLoop", eks_and("  displayName: &x [*x]\n"),
             "9:20: error: this alias names a value that it is itself a part of [AliasLoop]"},
        Case{"InvalidUtf8", eks_and("  displayName: é\xFF\n"),
             "9:17: error: the byte 0xFF is not valid UTF-8: save the file as UTF-8 [Encoding]"},
        Case{"OverlongUtf8", "a: \xC0\xAF\n",
             "1:4: error: the byte 0xC0 is not valid UTF-8: save the file as UTF-8 [Encoding]"},
        Case{"Nul", std::string("a: b\nc: \0\n", 10),
             "2:4: error: a NUL byte: is this a binary or a half-written file? [Encoding]"},
        Case{"ControlCharacter", "a: \x04\n",
             "1:4: error: the control character U+0004 is not allowed in YAML [Encoding]"},
        Case{"Utf16", std::string("\xFF\xFE\x61\0", 4),
             "1:1: error: the file is UTF-16: save it as UTF-8 [Encoding]"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Document, OneMistake,
    testing::Values(
        Case{"AList", "- a\n",
             "1:1: error: the document must be a map with apiVersion and kind, not a list [WrongType]"},
        Case{"AWord", "hello\n",
             "1:1: error: the document must be a map with apiVersion and kind, not a string [WrongType]"},
        Case{"NoKind", "apiVersion: fireworks.ai/v1alpha1\n",
             "1:1: error: the document has no kind: write kind: FireworksCluster, or leave the file out with "
             ".fireworksignore [RequiredField]"},
        Case{"NoApiVersion", "kind: FireworksCluster\n",
             "1:1: error: apiVersion is required: write apiVersion: fireworks.ai/v1alpha1 [RequiredField]"},
        Case{"OtherVersion", own("fireworks.ai/v1", "FireworksCluster"),
             "1:13: error: this release does not know \"fireworks.ai/v1\" of FireworksCluster: write "
             "apiVersion: "
             "fireworks.ai/v1alpha1 [WrongApiVersion]"},
        Case{
            "NoVersion", own("fireworks.ai", "FireworksCluster"),
            "1:13: error: this release does not know \"fireworks.ai\" of FireworksCluster: write apiVersion: "
            "fireworks.ai/v1alpha1 [WrongApiVersion]"},
        Case{"PluralKind", own("fireworks.ai/v1alpha1", "FireworksClusters"),
             "2:7: error: \"FireworksClusters\" is not a kind of fireworks.ai; did you mean "
             "\"FireworksCluster\"? "
             "[WrongKind]"},
        Case{"NoSpec", "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: a}\n",
             "1:1: error: spec is required: write spec: {eksCluster: …} [RequiredField]"},
        Case{"NoName",
             "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {labels: {}}\n"
             "spec: {clusterId: a, fakeCluster: {}}\n",
             "3:1: error: metadata.name is required: it is the cluster's id unless spec.clusterId says "
             "otherwise "
             "[RequiredField]"},
        Case{"SpecIsAList",
             "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: a}\nspec: []\n",
             "4:7: error: spec must be a map of fields, not a list [WrongType]"},
        Case{"UnknownTopLevelField", eks_and("stauts: {}\n"),
             "9:1: error: unknown field \"stauts\" in the document [UnknownField]"},
        Case{"DuplicateField", eks_and("  eksCluster: {}\n"),
             "9:3: error: \"eksCluster\" is written twice; the first is in line 6 [DuplicateField]"},
        Case{"FieldOfAnotherLevel", eks_and("  inferenceRole: x\n"),
             "9:3: error: unknown field \"inferenceRole\" in spec; it belongs to "
             "spec.eksCluster.inferenceRole "
             "[UnknownField]"},
        Case{"SnakeCase", eks_and("    cluster_name: x\n"),
             "9:5: error: unknown field \"cluster_name\" in spec.eksCluster; did you mean \"clusterName\"? "
             "[UnknownField]"},
        Case{"MergeKey", eks_and("  <<: {a: b}\n"),
             "9:3: error: the merge key \"<<\" is not supported: YAML 1.2 has none; write the fields out "
             "[UnknownField]"},
        Case{"KeyIsNoString", eks_and("  [a]: b\n"),
             "9:3: error: a field's name must be a string, not a list [WrongType]"},
        Case{
            "LabelIsANumber",
            "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: a, labels: {b: 1}}\n"
            "spec: {fakeCluster: {}}\n",
            "3:33: error: b must be a string, but YAML reads 1 as a number: write \"1\" in quotes "
            "[WrongType]"},
        Case{"BothKinds", eks_and("  fakeCluster: {}\n"),
             "9:3: error: a cluster is either an eksCluster or a fakeCluster: remove one of them "
             "[ExactlyOneKind]"},
        Case{"NeitherKind", head_and("  displayName: x\n"),
             "5:1: error: spec needs an eksCluster with awsAccountId and region (or a fakeCluster) "
             "[ExactlyOneKind]"},
        Case{"EmptyRequiredField", head_and("  eksCluster: {awsAccountId: \"123456789012\", region: \"\"}\n"),
             "6:54: error: spec.eksCluster.region is required and empty here [RequiredField]"},
        Case{"Tag", eks_and("  displayName: !secret x\n"),
             "9:16: error: the tag \"!secret\" is not supported: leave it out [WrongType]"},
        Case{"Kubectl", eks_and("  displayName: no\n"),
             "9:16: warning: kubectl reads no as a boolean: write \"no\" in quotes [QuoteThis]"},
        Case{"SuspendInQuotes", eks_and("  policy: {suspend: \"true\"}\n"),
             "9:21: error: suspend must be true or false, not a string: write true without quotes "
             "[WrongType]"},
        Case{"SuspendYes", eks_and("  policy: {suspend: yes}\n"),
             "9:21: error: suspend must be true or false, not a string [WrongType]"},
        Case{"SuspendUntilADay", eks_and("  policy: {suspend: {until: 2026-12-24}}\n"),
             "9:29: error: \"2026-12-24\" is not a time in UTC such as 2026-12-24T18:00:00Z [TimeForm]"},
        Case{"Policy", eks_and("  policy: {deletion: true}\n"),
             "9:22: error: \"true\" is not one of Retain, Delete [UnknownValue]"},
        Case{"PolicyIsAMap", eks_and("  policy: {adoption: {}}\n"),
             "9:22: error: a map is not one of Never, IfIdentical, Always [UnknownValue]"},
        Case{"RecreateButRetain", eks_and("  policy: {onFailed: Recreate}\n"),
             "9:22: error: Recreate deletes the failed cluster first: allow it with deletion: Delete, or "
             "write "
             "onFailed: Hold [RecreateNeedsDelete]"}),
    [](const auto& test) { return test.param.name; });

/// A list in whose items nothing, or something else, is read.
std::string list(std::string_view rest) { return "apiVersion: v1\nkind: List\n" + std::string(rest); }
std::string looks(std::string_view api_version, std::string_view kind) { return own(api_version, kind); }

INSTANTIATE_TEST_SUITE_P(
    NotQuiteOurs, OneMistake,
    testing::Values(
        Case{"UnknownKind", own("fireworks.ai/v1alpha1", "Cluster"),
             "2:7: error: \"Cluster\" is not a kind of fireworks.ai: the only one is FireworksCluster "
             "[WrongKind]"},
        Case{"KindWithoutGroup", "kind: Firew",
             "1:7: error: \"Firew\" is not a kind; did you mean apiVersion: fireworks.ai/v1alpha1, kind: "
             "FireworksCluster? [WrongKind]"},
        Case{"MisspeltGroup", own("firework.ai/v1alpha1", "Cluster"),
             "1:13: error: \"firework.ai/v1alpha1\" is not ours; did you mean \"fireworks.ai/v1alpha1\"? "
             "[WrongApiVersion]"},
        Case{"MisspeltGroupOfOurKind", own("firework.ai/v1alpha1", "FireworksCluster"),
             "1:13: error: this release does not know \"firework.ai/v1alpha1\" of FireworksCluster: write "
             "apiVersion: fireworks.ai/v1alpha1 [WrongApiVersion]"},
        Case{
            "KindInAnotherCase", own("example.com/v1", "fireworkscluster"),
            "2:7: error: \"fireworkscluster\" is not a kind; did you mean apiVersion: fireworks.ai/v1alpha1, "
            "kind: FireworksCluster? [WrongKind]"},
        Case{"OursButForItsName", looks("example.com/v1", "Cluster"),
             "2:7: error: this looks like a FireworksCluster, for it has spec.fakeCluster, but says that it "
             "is a "
             "\"Cluster\" of \"example.com/v1\": write apiVersion: fireworks.ai/v1alpha1, kind: "
             "FireworksCluster, or leave the file out with .fireworksignore [WrongKind]"},
        Case{"MisspeltItems", list("item: []\n"),
             "3:1: error: unknown field \"item\" in a list; did you mean \"items\"? [UnknownField]"},
        Case{"SomethingBesideItems", list("items: []\nitem: []\n"),
             "4:1: error: unknown field \"item\" in a list; did you mean \"items\"? [UnknownField]"},
        Case{"NoItems", list(""),
             "1:1: error: a list needs items: write items: [] if it has none [RequiredField]"},
        Case{"ItemsTwice", list("items: []\nitems: []\n"),
             "1:1: error: items is written twice: remove one of them [DuplicateField]"},
        Case{"ItemsIsAMap", list("items: {a: b}\n"),
             "3:8: error: items must be a list of documents, not a map [WrongType]"},
        Case{"ItemsIsAWord", list("items: none\n"),
             "3:8: error: items must be a list of documents, not a string [WrongType]"},
        Case{"ItemsIsNull", list("items:\n"),
             "3:1: error: items must be a list of documents, not null [WrongType]"},
        Case{"ItemIsAWord", list("items: [a]\n"),
             "3:9: error: the document must be a map with apiVersion and kind, not a string [WrongType]"},
        Case{"ItemIsAList", list("items: [[]]\n"),
             "3:9: error: the document must be a map with apiVersion and kind, not a list [WrongType]"},
        Case{"ItemIsNull", list("items:\n-\n"),
             "5:1: error: this item of the list is empty: write a document, or remove its '-' [WrongType]"},
        Case{
            "ListOfAnotherVersion", "apiVersion: V1\nkind: List\nitems: []\n",
            "1:13: error: this release does not know \"V1\" of List: write apiVersion: v1 [WrongApiVersion]"},
        Case{"ListWithoutVersion", "kind: List\nitems: []\n",
             "1:1: error: apiVersion is required: write apiVersion: v1 [RequiredField]"},
        Case{"OurListOfAnotherGroup", "apiVersion: v1\nkind: FireworksClusterList\nitems: []\n",
             "1:13: error: this release does not know \"v1\" of FireworksClusterList: write apiVersion: "
             "fireworks.ai/v1alpha1 [WrongApiVersion]"},
        Case{
            "OurListHoldsAStranger",
            "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksClusterList\nitems:\n- {apiVersion: v1, kind: "
            "Pod}\n",
            "4:3: error: a FireworksClusterList holds only a FireworksCluster [WrongKind]"},
        Case{"OursInAnotherList",
             "apiVersion: v1\nkind: Template\nobjects:\n- {apiVersion: fireworks.ai/v1alpha1, kind: "
             "FireworksCluster}\n",
             "4:3: error: a FireworksCluster in a list of kind \"Template\" is not read: write apiVersion: "
             "v1, "
             "kind: List, or leave the file out with .fireworksignore [WrongKind]"}),
    [](const auto& test) { return test.param.name; });

/// Every field of every map, written without a value.
void empty_fields(const FieldTable& table, const std::string& path, std::vector<std::string>& fields) {
  for (const FieldEntry& field : table.fields) {
    if (field.type != FieldEntry::Type::Constant) fields.push_back(path + std::string(field.name));
    if (field.map != nullptr) empty_fields(*field.map, path + std::string(field.name) + ".", fields);
  }
}

/// The nested maps of flow style that lead to the field.
std::string only_field(const std::string& path, const std::string& value) {
  const std::size_t dot = path.find('.');
  return dot == std::string::npos
             ? "{" + path + value + "}"
             : "{" + path.substr(0, dot) + ": " + only_field(path.substr(dot + 1), value) + "}";
}

TEST(EmptyFields, AreErrorsWhicheverFieldItIs) {
  std::vector<std::string> fields;
  empty_fields(document_table(), "", fields);
  ASSERT_GT(fields.size(), 25U);
  for (const std::string& field : fields) {
    for (const std::string value : {"", ":", ": null", ": ~"}) {
      std::string text = only_field(field, value);
      text = "{apiVersion: fireworks.ai/v1alpha1, kind: FireworksCluster, " + text.substr(1);
      const DecodedFile file = decode(text);
      EXPECT_THAT(file.diagnostics,
                  testing::Contains(testing::AllOf(
                      testing::Field(&Diagnostic::field, testing::StartsWith(field)),
                      testing::Field(&Diagnostic::rule, testing::AnyOf("EmptyField", "RequiredField")))))
          << text;
      EXPECT_THAT(file.manifests, IsEmpty()) << text;
    }
  }
}

TEST(EmptyFields, SayWhatToWrite) {
  const auto told = [](const std::string& rest) { return diagnose(eks_and(rest)); };
  EXPECT_THAT(told("  policy:\n    drift: Heal\n    suspend\n"),
              ElementsAre("f.yaml:11:5: error: suspend has no value: write `suspend: true`, or leave it out "
                          "[EmptyField]"));
  EXPECT_THAT(
      told("  policy: {deletion: }\n"),
      ElementsAre("f.yaml:9:12: error: deletion has no value: write Retain or Delete, or leave it out "
                  "[EmptyField]"));
  EXPECT_THAT(told("  policy:\n"), ElementsAre("f.yaml:9:3: error: policy has no value: write its fields, "
                                               "further in, or leave it out [EmptyField]"));
  EXPECT_THAT(
      told("    clusterName:\n"),
      ElementsAre("f.yaml:9:5: error: clusterName has no value: write at most 100 letters, digits, '-' "
                  "and '_', beginning with a letter or digit, or leave it out [EmptyField]"));
  EXPECT_THAT(diagnose(head_and("  eksCluster:\n")),
              ElementsAre("f.yaml:6:3: error: spec.eksCluster.awsAccountId is required [RequiredField]",
                          "f.yaml:6:3: error: spec.eksCluster.region is required [RequiredField]"));
}

TEST(StringFields, RefuseWhateverYamlReadsAsSomethingElse) {
  for (const std::string value : {"true", "False", "12", "-1", "0o17", "0x1F", "1e3", ".5", "5.", ".inf",
                                  "-.INF", ".nan", "012345678901"}) {
    EXPECT_TRUE(decode(eks_and("  displayName: " + value + "\n")).broken()) << value;
    EXPECT_FALSE(decode(eks_and("  displayName: \"" + value + "\"\n")).broken()) << value;
    EXPECT_FALSE(decode(eks_and("  displayName: !!str " + value + "\n")).broken()) << value;
  }
  for (const std::string value :
       {"1.2.3", "0b1", "1_000", "12:30:45", "2026-11-23", "e3", "0o8", "tru", "+", "."}) {
    EXPECT_THAT(diagnose(eks_and("  displayName: " + value + "\n")), IsEmpty()) << value;
  }
}

TEST(Limits, TellTheBombOfAliases) {
  std::string text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    text += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) text += std::string(i == 0 ? "" : ", ") + "*" + static_cast<char>(c - 1);
    text += "]\n";
  }
  EXPECT_THAT(diagnose(text + eks_and("")),
              ElementsAre("f.yaml:5:36: error: the document has more than 100000 values once its aliases are "
                          "expanded: split it [TooManyNodes]"));
}

TEST(Limits, TellAScalarOfFiveMebibytes) {
  EXPECT_THAT(diagnose(eks_and("  displayName: " + std::string(5 * 1024 * 1024, 'x') + "\n")),
              ElementsAre("f.yaml:9:16: error: this value has 5242880 bytes; at most 65536 are allowed "
                          "[ScalarTooLarge]"));
}

TEST(Limits, TellNestingThatIsTooDeep) {
  EXPECT_THAT(diagnose(eks_and("  displayName: " + std::string(40, '[') + std::string(40, ']') + "\n")),
              ElementsAre("f.yaml:9:46: error: nested more than 32 levels deep [TooDeep]"));
  EXPECT_THAT(diagnose(std::string(3'000'000, '[')),
              ElementsAre("f.yaml:1:1001: error: more than 1000 brackets are open here [TooDeep]"));
  EXPECT_EQ(diagnose([] {
              std::string dashes;
              for (int i = 0; i < 100'000; ++i) dashes += "- ";
              return dashes;
            }())
                .size(),
            1U);
}

TEST(Limits, KeepFilesMadeToStallTheDecoderQuick) {
  std::string labels;
  for (int i = 0; i < 45'000; ++i) labels += "    l" + std::to_string(i) + ": x\n";
  const std::string head =
      "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata:\n  name: a\n  labels:\n";
  EXPECT_THAT(diagnose(head + labels + "spec: {fakeCluster: {}}\n"), IsEmpty());

  std::string unknown;
  for (int i = 0; i < 40'000; ++i) unknown += "  f" + std::to_string(i) + std::string(100, 'x') + ": x\n";
  EXPECT_EQ(diagnose(eks_and(unknown)).size(), 1001U);

  std::string documents = "- \"" + std::string(4'000'000, 'x') + "\"\n";
  for (int i = 0; i < 9'000; ++i) documents += "---\n";
  EXPECT_EQ(diagnose(documents).size(), 1U);
}

TEST(Limits, TellMoreTokensThanYamlCppMayKeep) {
  const auto repeated = [](std::string_view piece) {
    std::string text;
    while (text.size() + piece.size() < 4 * 1024 * 1024) text += piece;
    return text;
  };
  // In brackets over many lines as well, and in one line without any: it may turn out to be a key.
  const std::vector<std::string> texts = {"[" + repeated("a,"),         "[" + repeated("a,\n"),
                                          "a: {" + repeated("a: b,\n"), "[" + repeated("\"a\""),
                                          "[" + repeated("a #\n"),      "[" + repeated("&a "),
                                          repeated("\"a\" "),           repeated("!a "),
                                          "[" + repeated("a,\n---\n"),  repeated("? ")};
  for (const std::string& text : texts) {
    const auto told = diagnose(text);
    ASSERT_THAT(told, testing::SizeIs(1)) << text.substr(0, 20);
    EXPECT_THAT(told[0],
                testing::EndsWith("values and separators stand in one line, or in one pair of brackets: "
                                  "split it [TooManyTokens]"));
  }
  EXPECT_THAT(diagnose("[" + repeated("{},") + "{}]", "f.json"),
              ElementsAre("f.json:1:1: error: the file has more than 250000 names and values: split it "
                          "[TooManyNodes]"));
}

TEST(Limits, TellAFileThatIsTooLarge) {
  EXPECT_THAT(
      diagnose(std::string(8 * 1024 * 1024 + 1, ' ')),
      ElementsAre("f.yaml:1:1: error: the file is larger than the 8388608 bytes that are read: split it "
                  "[FileTooLarge]"));
}

TEST(Limits, TellTooManyDocuments) {
  std::string text;
  for (int i = 0; i < 10'002; ++i) text += "---\n";
  EXPECT_THAT(diagnose(text),
              ElementsAre("f.yaml:1:1: error: the file holds more than 10000 documents: split it "
                          "[TooManyDocuments]"));
}

}  // namespace
}  // namespace fwop::manifests
