#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest_texts.hpp"
#include "manifests/snapshot_builder.hpp"

namespace fwop::manifests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using SnapshotPtr = std::shared_ptr<const Snapshot>;

SourceReading reading_of(std::vector<SourceFile> files) {
  return {.files = std::move(files), .error = "", .revision = {.source = "src"}};
}
SourceFile file(std::string name, std::string bytes) {
  return {.name = std::move(name), .bytes = std::move(bytes)};
}

/// The ids in force; a last good version has a star.
std::vector<std::string> in_force(const SnapshotPtr& snapshot) {
  std::vector<std::string> ids;
  for (const auto& manifest : snapshot->manifests) {
    ids.push_back(manifest->key.cluster_id + (manifest->stale ? "*" : ""));
  }
  return ids;
}

std::vector<std::string> rules(const SnapshotPtr& snapshot) {
  std::vector<std::string> names;
  for (const Diagnostic& diagnostic : snapshot->diagnostics) {
    names.push_back(diagnostic.file + ":" + std::to_string(diagnostic.line) + " " + diagnostic.rule);
  }
  return names;
}

const Manifest* find(const SnapshotPtr& snapshot, std::string_view id) {
  for (const auto& manifest : snapshot->manifests) {
    if (manifest->key.cluster_id == id) return manifest.get();
  }
  return nullptr;
}

constexpr const char* kOops = "  oops: 1\n";

class Snapshots : public testing::Test {
 protected:
  SnapshotPtr build(std::vector<SourceFile> files) { return builder_.build(reading_of(std::move(files))); }
  SnapshotPtr fail(std::string error) {
    return builder_.build({.error = std::move(error), .revision = {.source = "src"}});
  }

  SnapshotBuilder builder_{{.decode = {.default_account_id = "acme", .limits = {}}, .allow_empty = false}};
};

TEST_F(Snapshots, HoldEveryManifestByKey) {
  const auto snapshot =
      build({file("b.yaml", document("z") + "---\n" + document("a")), file("c.yaml", document("m"))});
  EXPECT_THAT(in_force(snapshot), ElementsAre("a", "m", "z"));
  EXPECT_TRUE(snapshot->absence_is_meaningful);
  EXPECT_EQ(snapshot->removal_hold, "");
  EXPECT_EQ(snapshot->files, 2U);
  EXPECT_EQ(snapshot->broken_files, 0U);
  EXPECT_EQ(snapshot->revision.source, "src");
}

TEST_F(Snapshots, LeaveWhatAReadingDoesNotTellAgainAsItWas) {
  build({file("a.yaml", document("a")), file("b.yaml", document("b"))});
  SourceFile as_before = file("a.yaml", "");
  as_before.unchanged = true;
  EXPECT_THAT(in_force(build({as_before, file("c.yaml", document("c"))})), ElementsAre("a", "c"));
  SourceReading partial = reading_of({file("c.yaml", document("d"))});
  partial.partial = true;
  EXPECT_THAT(in_force(builder_.build(partial)), ElementsAre("a", "d"));
}

TEST_F(Snapshots, KeepTheLastGoodVersionOfABrokenFile) {
  build({file("a.yaml", document("a", "  displayName: old\n")), file("b.yaml", document("b"))});
  const auto broken =
      build({file("a.yaml", document("a", "  displayName: 12\n")), file("b.yaml", document("b"))});
  EXPECT_THAT(in_force(broken), ElementsAre("a*", "b"));
  EXPECT_EQ(find(broken, "a")->spec->display_name, "old");
  EXPECT_THAT(rules(broken), ElementsAre("a.yaml:9 WrongType"));
  EXPECT_FALSE(broken->absence_is_meaningful);
  EXPECT_EQ(broken->removal_hold, "a.yaml has errors: what is missing may be in it");
  EXPECT_EQ(broken->broken_files, 1U);

  const auto mended =
      build({file("a.yaml", document("a", "  displayName: new\n")), file("b.yaml", document("b"))});
  EXPECT_THAT(in_force(mended), ElementsAre("a", "b"));
  EXPECT_EQ(find(mended, "a")->spec->display_name, "new");
  EXPECT_TRUE(mended->absence_is_meaningful);
}

TEST_F(Snapshots, ApplyTheGoodDocumentsOfABrokenFileInTheirNewVersion) {
  build({file("a.yaml", document("a") + "---\n" + document("b"))});
  const auto snapshot =
      build({file("a.yaml", document("a", "  displayName: new\n") + "---\n" + document("b", kOops))});
  EXPECT_THAT(in_force(snapshot), ElementsAre("a", "b*"));
  EXPECT_EQ(find(snapshot, "a")->spec->display_name, "new");
}

TEST_F(Snapshots, KeepAllThatCannotBeFoundWhenABrokenDocumentDoesNotTellItsCluster) {
  build({file("a.yaml", document("a") + "---\n" + document("b") + "---\n" + document("c"))});
  const auto snapshot = build({file("a.yaml", document("a") + "---\n\tx: y\n")});
  EXPECT_THAT(in_force(snapshot), ElementsAre("a", "b*", "c*"));
}

TEST_F(Snapshots, LetADocumentLeaveABrokenFileWhenTheOthersTellTheirClusters) {
  build({file("a.yaml", document("a") + "---\n" + document("b"))});
  const auto snapshot = build({file("a.yaml", document("a", kOops))});
  EXPECT_THAT(in_force(snapshot), ElementsAre("a*"));
  EXPECT_FALSE(snapshot->absence_is_meaningful);
}

TEST_F(Snapshots, KeepTheLastGoodVersionOfAFileThatIsEmptyOrUnreadable) {
  build({file("a.yaml", document("a")), file("b.yaml", document("b"))});
  const auto snapshot = build(
      {file("a.yaml", ""), {.name = "b.yaml", .bytes = "", .error = "cannot be read: Permission denied"}});
  EXPECT_THAT(in_force(snapshot), ElementsAre("a*", "b*"));
  EXPECT_THAT(rules(snapshot), ElementsAre("a.yaml:1 EmptyFile", "b.yaml:0 UnreadableFile"));
  EXPECT_EQ(snapshot->broken_files, 2U);
  EXPECT_THAT(in_force(build({file("a.yaml", document("a")), file("b.yaml", document("b"))})),
              ElementsAre("a", "b"));
}

TEST_F(Snapshots, KeepTheLastGoodVersionThroughSeveralBrokenOnes) {
  build({file("a.yaml", document("a"))});
  build({file("a.yaml", document("a", kOops))});
  build({file("a.yaml", "")});
  const auto snapshot = build({file("a.yaml", "apiVersion: fire")});
  EXPECT_THAT(in_force(snapshot), ElementsAre("a*"));
}

TEST_F(Snapshots, TakeAHalfWrittenFileAtEveryByteForNoRemoval) {
  const std::string whole = document("a") + "---\n" + document("b", "  displayName: \"x\"\n");
  build({file("a.yaml", whole), file("z.yaml", document("z"))});
  for (std::size_t length = 0; length < document("a").size(); ++length) {
    const auto snapshot = build({file("a.yaml", whole.substr(0, length)), file("z.yaml", document("z"))});
    const bool held = !snapshot->absence_is_meaningful || find(snapshot, "a") != nullptr;
    EXPECT_TRUE(held) << whole.substr(0, length);
    build({file("a.yaml", whole), file("z.yaml", document("z"))});
  }
}

TEST_F(Snapshots, RemoveWhatIsGone) {
  build({file("a.yaml", document("a") + "---\n" + document("b")), file("c.yaml", document("c"))});
  EXPECT_THAT(in_force(build({file("a.yaml", document("b"))})), ElementsAre("b"));
  const auto commented = build({file("a.yaml", document("b")), file("c.yaml", "# nothing now\n")});
  EXPECT_THAT(in_force(commented), ElementsAre("b"));
  EXPECT_TRUE(commented->absence_is_meaningful);
}

TEST_F(Snapshots, FollowADocumentThatMovesAndAFileThatIsRenamed) {
  build({file("a.yaml", document("a") + "---\n" + document("b"))});
  const auto moved = build({file("a.yaml", document("a")), file("b.yaml", document("b"))});
  EXPECT_THAT(in_force(moved), ElementsAre("a", "b"));
  EXPECT_EQ(find(moved, "b")->origin.file, "b.yaml");
  const auto renamed = build({file("a.yaml", document("a")), file("c.yaml", document("b"))});
  EXPECT_THAT(in_force(renamed), ElementsAre("a", "b"));
  EXPECT_EQ(find(renamed, "b")->digest, find(moved, "b")->digest);
}

TEST_F(Snapshots, PreferADocumentThatMovedAwayFromABrokenFileToItsLastGoodVersion) {
  build({file("a.yaml", document("a") + "---\n" + document("b"))});
  const auto snapshot = build({file("a.yaml", document("a") + "---\n\tx: y\n"),
                               file("b.yaml", document("b", "  displayName: new\n"))});
  EXPECT_THAT(in_force(snapshot), ElementsAre("a", "b"));
  EXPECT_EQ(find(snapshot, "b")->spec->display_name, "new");
  EXPECT_THAT(snapshot->duplicates, IsEmpty());
}

TEST_F(Snapshots, ActOnNeitherOfTwoDeclarations) {
  build({file("a.yaml", document("a")), file("z.yaml", document("z"))});
  const auto snapshot = build({file("a.yaml", document("a")), file("b.yaml", "# b\n" + document("a")),
                               file("z.yaml", document("z"))});
  EXPECT_THAT(in_force(snapshot), ElementsAre("z"));
  ASSERT_THAT(snapshot->duplicates, SizeIs(1));
  EXPECT_EQ(snapshot->duplicates[0].key, (api::ClusterKey{"acme", "a"}));
  EXPECT_THAT(snapshot->duplicates[0].origins, ElementsAre(Origin{"a.yaml", 4, 9}, Origin{"b.yaml", 5, 9}));
  ASSERT_THAT(snapshot->diagnostics, SizeIs(2));
  EXPECT_EQ(to_string(snapshot->diagnostics[0]),
            "a.yaml:4:9: error: accounts/acme/clusters/a is also declared at b.yaml:5: remove one; until "
            "then none is "
            "acted on [DuplicateDeclaration]");
  EXPECT_EQ(to_string(snapshot->diagnostics[1]),
            "b.yaml:5:9: error: accounts/acme/clusters/a is also declared at a.yaml:4: remove one; until "
            "then none is "
            "acted on [DuplicateDeclaration]");
  EXPECT_THAT(in_force(build({file("b.yaml", document("a")), file("z.yaml", document("z"))})),
              ElementsAre("a", "z"));
}

TEST_F(Snapshots, CountADeclarationWithErrorsAsADeclaration) {
  build({file("a.yaml", document("a"))});
  const auto snapshot = build({file("a.yaml", document("a", kOops)), file("b.yaml", document("a"))});
  EXPECT_THAT(in_force(snapshot), IsEmpty());
  EXPECT_THAT(snapshot->duplicates, SizeIs(1));
}

TEST_F(Snapshots, FindADuplicateWithinOneFile) {
  const auto snapshot = build({file("a.yaml", document("a") + "---\n" + document("a"))});
  EXPECT_THAT(in_force(snapshot), IsEmpty());
  EXPECT_THAT(rules(snapshot),
              ElementsAre("a.yaml:4 DuplicateDeclaration", "a.yaml:13 DuplicateDeclaration"));
}

TEST_F(Snapshots, KeepEverythingWhenTheSourceCannotBeRead) {
  const auto before = build({file("a.yaml", document("a"))});
  const auto snapshot = fail("src: No such file or directory");
  EXPECT_EQ(snapshot->manifests, before->manifests);
  EXPECT_FALSE(snapshot->absence_is_meaningful);
  EXPECT_EQ(snapshot->removal_hold, "the source cannot be read: src: No such file or directory");
  ASSERT_THAT(snapshot->diagnostics, SizeIs(1));
  EXPECT_EQ(to_string(snapshot->diagnostics[0]),
            "src: error: the source cannot be read: src: No such file or directory; what was in force stays "
            "in force "
            "[SourceUnreadable]");
  const auto back = build({file("a.yaml", "")});  // comes back half-written
  EXPECT_THAT(in_force(back), ElementsAre("a*"));
}

TEST_F(Snapshots, KeepEverythingWhenTheSourceIsSuddenlyEmpty) {
  build({file("a.yaml", document("a"))});
  for (int i = 0; i < 2; ++i) {
    const auto snapshot = build({});
    EXPECT_THAT(in_force(snapshot), ElementsAre("a"));
    EXPECT_THAT(rules(snapshot), ElementsAre("src:0 SourceSuddenlyEmpty"));
    EXPECT_FALSE(snapshot->absence_is_meaningful);
    EXPECT_THAT(snapshot->removal_hold, HasSubstr("--allow-empty"));
  }
  const auto other_kinds_only = build({file("b.yaml", "apiVersion: v1\nkind: Pod\n")});
  EXPECT_THAT(in_force(other_kinds_only), ElementsAre("a"));
  const auto back = build({file("a.yaml", document("a"))});
  EXPECT_THAT(in_force(back), ElementsAre("a"));
  EXPECT_THAT(back->diagnostics, IsEmpty());
  EXPECT_TRUE(back->absence_is_meaningful);
}

TEST_F(Snapshots, RememberTheLastGoodVersionThroughAnEmptyFolder) {
  build({file("a.yaml", document("a"))});
  build({});
  EXPECT_THAT(in_force(build({file("a.yaml", "")})), ElementsAre("a*"));
}

TEST(AllowEmpty, LetsTheLastManifestGo) {
  SnapshotBuilder builder({.decode = {.default_account_id = "acme", .limits = {}}, .allow_empty = true});
  builder.build(reading_of({file("a.yaml", document("a"))}));
  const auto snapshot = builder.build(reading_of({}));
  EXPECT_THAT(in_force(snapshot), IsEmpty());
  EXPECT_TRUE(snapshot->absence_is_meaningful);
}

TEST_F(Snapshots, TakeNoAbsenceFromAFirstReadingThatIsEmpty) {
  const auto snapshot = build({});
  EXPECT_THAT(snapshot->diagnostics, IsEmpty());
  EXPECT_FALSE(snapshot->absence_is_meaningful);
  EXPECT_EQ(snapshot->removal_hold, "the source holds no manifest");
}

TEST_F(Snapshots, TakeNoAbsenceFromAFirstReadingThatFails) {
  const auto snapshot = fail("down");
  EXPECT_THAT(in_force(snapshot), IsEmpty());
  EXPECT_FALSE(snapshot->absence_is_meaningful);
}

TEST_F(Snapshots, ShareWhatDidNotChange) {
  const auto first =
      build({file("a.yaml", document("a") + "---\n" + document("b")), file("c.yaml", document("c"))});
  const auto second = build({file("a.yaml", document("a") + "---\n" + document("b", "  displayName: new\n")),
                             file("c.yaml", document("c"))});
  EXPECT_EQ(find(first, "a"), find(second, "a"));
  EXPECT_NE(find(first, "b"), find(second, "b"));
  EXPECT_EQ(find(first, "c"), find(second, "c"));
  const auto broken = build({file("a.yaml", "x: ["), file("c.yaml", document("c"))});
  const auto still = build({file("a.yaml", "x: [["), file("c.yaml", document("c"))});
  EXPECT_EQ(find(broken, "a"), find(still, "a"));
}

TEST_F(Snapshots, CanBeMovedIntoANewBuilder) {
  build({file("a.yaml", document("a"))});
  SnapshotBuilder moved = std::move(builder_);
  EXPECT_THAT(in_force(moved.build(reading_of({}))), ElementsAre("a"));
}

std::string on_eks(const std::string& id, const std::string& cluster, const std::string& bucket = "") {
  return document(id, "    clusterName: " + cluster + "\n" +
                          (bucket.empty() ? "" : "    storageBucketName: " + bucket + "\n"));
}

TEST_F(Snapshots, HoldOutTheNewcomerOfTwoThatClaimOneEksCluster) {
  build({file("b.yaml", on_eks("b", "one"))});
  const auto snapshot = build({file("a.yaml", on_eks("a", "one")), file("b.yaml", on_eks("b", "one"))});
  EXPECT_THAT(in_force(snapshot), ElementsAre("b"));
  EXPECT_FALSE(snapshot->absence_is_meaningful);
  ASSERT_THAT(snapshot->diagnostics, SizeIs(2));
  EXPECT_EQ(
      to_string(snapshot->diagnostics[0]),
      "a.yaml:9:18: error: the EKS cluster \"one\" in us-east-1 of account 123456789012 is also claimed by b "
      "(b.yaml:9) [EksClusterClaimedTwice]");
  EXPECT_THAT(rules(snapshot),
              ElementsAre("a.yaml:9 EksClusterClaimedTwice", "b.yaml:9 EksClusterClaimedTwice"));
}

TEST_F(Snapshots, HoldOutTheLaterOfTwoNewOnesThatClaimOneEksCluster) {
  const auto snapshot = build({file("a.yaml", on_eks("z", "one")), file("b.yaml", on_eks("a", "one"))});
  EXPECT_THAT(in_force(snapshot), ElementsAre("z"));
}

TEST_F(Snapshots, KeepBothOfTwoThatWereInForceWhenTheyComeToClaimOneEksCluster) {
  build({file("a.yaml", on_eks("a", "one")), file("b.yaml", on_eks("b", "two"))});
  const auto snapshot = build({file("a.yaml", on_eks("a", "one")), file("b.yaml", on_eks("b", "one"))});
  EXPECT_THAT(in_force(snapshot), ElementsAre("a", "b"));
  EXPECT_THAT(snapshot->diagnostics, SizeIs(2));
}

TEST_F(Snapshots, OnlyWarnOfASharedBucket) {
  const auto snapshot =
      build({file("a.yaml", on_eks("a", "one", "bucket")), file("b.yaml", on_eks("b", "two", "bucket"))});
  EXPECT_THAT(in_force(snapshot), ElementsAre("a", "b"));
  EXPECT_TRUE(snapshot->absence_is_meaningful);
  ASSERT_THAT(snapshot->diagnostics, SizeIs(2));
  EXPECT_EQ(
      to_string(snapshot->diagnostics[0]),
      "a.yaml:10:24: warning: the bucket \"bucket\" is also used by b (b.yaml:10) [BucketClaimedTwice]");
}

TEST_F(Snapshots, NameNoAccountThatIsLeftToTheCommandLine) {
  SnapshotBuilder builder({.decode = {.account_later = true}, .allow_empty = true});
  const auto snapshot =
      builder.build(reading_of({file("a.yaml", document("a")), file("b.yaml", document("a"))}));
  ASSERT_THAT(snapshot->diagnostics, SizeIs(2));
  EXPECT_THAT(snapshot->diagnostics[0].message, HasSubstr("cluster \"a\" is also declared at b.yaml:4"));
}

const api::ClusterKey kA{"acme", "a"};

TEST_F(Snapshots, HoldWhatAnIgnoredFileDeclaresAndNothingElse) {
  SourceFile ignored = file("a.yaml", document("a"));
  ignored.ignored = true;
  // From the very first reading: a restart forgets nothing.
  const auto first = build({ignored, file("b.yaml", document("b"))});
  EXPECT_THAT(in_force(first), ElementsAre("b"));
  EXPECT_TRUE(first->absence_is_meaningful);
  EXPECT_FALSE(first->was_removed(kA));
  EXPECT_TRUE(first->was_removed({"acme", "c"}));
  EXPECT_EQ(
      first->hold_of(kA),
      "a.yaml declares it, and a .fireworksignore leaves that file out: to remove the cluster, remove its "
      "manifest from that file");
  EXPECT_EQ(first->hold_of({"acme", "c"}), "");
  EXPECT_THAT(first->diagnostics, IsEmpty());
  EXPECT_EQ(first->files, 1U);
  EXPECT_EQ(first->ignored_files, 1U);

  ignored.bytes = document("x");
  const auto removed = build({ignored, file("b.yaml", document("b"))});
  EXPECT_TRUE(removed->was_removed(kA));
}

TEST_F(Snapshots, WarnWhenAnIgnoreFileComesToCoverWhatWasInForce) {
  build({file("a.yaml", document("a")), file("b.yaml", document("b"))});
  SourceFile ignored = file("a.yaml", document("a"));
  ignored.ignored = true;
  for (int reading = 0; reading < 2; ++reading) {
    const auto snapshot = build({ignored, file("b.yaml", document("b"))});
    EXPECT_FALSE(snapshot->was_removed(kA));
    EXPECT_THAT(rules(snapshot), ElementsAre("a.yaml:1 IgnoredNow"));
  }
  // What it declares elsewhere is declared.
  const auto moved = build({ignored, file("b.yaml", document("b")), file("c.yaml", document("a"))});
  EXPECT_THAT(in_force(moved), ElementsAre("a", "b"));
  EXPECT_THAT(moved->diagnostics, IsEmpty());
  EXPECT_THAT(moved->held_keys, IsEmpty());
  // Ignored no more, it is judged as any other.
  ignored.ignored = false;
  ignored.bytes = "[";
  EXPECT_THAT(rules(build({ignored, file("b.yaml", document("b"))})), ElementsAre("a.yaml:1 Syntax"));
}

TEST_F(Snapshots, SayNothingOfAnIgnoredFileThatIsBroken) {
  SourceFile ignored = file("a.yaml", "[");
  ignored.ignored = true;
  SourceFile unreadable{.name = "c.yaml", .error = "cannot be read"};
  unreadable.ignored = true;
  const auto snapshot = build({ignored, unreadable, file("b.yaml", document("b"))});
  EXPECT_THAT(snapshot->diagnostics, IsEmpty());
  EXPECT_TRUE(snapshot->absence_is_meaningful);
  EXPECT_EQ(snapshot->broken_files, 0U);
  EXPECT_EQ(snapshot->ignored_files, 2U);
}

constexpr const char* kSecretA = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n";

TEST_F(Snapshots, HoldADocumentThatWasOursAndSaysThatItIsSomethingElse) {
  build({file("a.yaml", document("a") + "---\n" + document("b"))});
  for (const std::string rest : {"", "# still\n"}) {
    const auto snapshot = build({file("a.yaml", rest + kSecretA + "---\n" + document("b"))});
    EXPECT_THAT(in_force(snapshot), ElementsAre("a*", "b"));
    EXPECT_FALSE(snapshot->was_removed(kA));
    ASSERT_THAT(snapshot->diagnostics, SizeIs(1));
    EXPECT_THAT(to_string(snapshot->diagnostics[0]),
                HasSubstr("error: \"a\" was a FireworksCluster in this file and is a \"Secret\" now"));
  }
  EXPECT_TRUE(build({file("a.yaml", document("b"))})->was_removed(kA));
}

TEST_F(Snapshots, TakeANamesakeBesideOursForWhatItIs) {
  build({file("a.yaml", kSecretA + ("---\n" + document("a"))), file("b.yaml", document("b"))});
  const auto snapshot = build({file("a.yaml", kSecretA), file("b.yaml", document("b"))});
  EXPECT_THAT(snapshot->diagnostics, IsEmpty());
  EXPECT_TRUE(snapshot->was_removed(kA));
}

TEST_F(Snapshots, TellDifferentAccountsApart) {
  const auto snapshot = build(
      {file("a.yaml", document("a", "  accountId: x\n") + "---\n" + document("a", "  accountId: y\n"))});
  EXPECT_THAT(snapshot->manifests, SizeIs(2));
  EXPECT_THAT(snapshot->duplicates, IsEmpty());
}

}  // namespace
}  // namespace fwop::manifests
