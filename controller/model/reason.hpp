#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fwop::controller {

/// Why a cluster is in its present state. The names are API: dashboards and alerts match on them. Each has an
/// entry in the catalogue (catalogue_entry).
enum class Reason : std::uint8_t {
  // Reading what exists.
  NotObservedYet,
  ConfirmingAbsence,
  VerifyingAttempt,
  ReadingBeforeChange,
  ObservationStale,
  // In progress.
  CreatePending,
  Creating,
  SlowerThanUsual,
  UpdatePending,
  DeletePending,
  Deleting,
  Adopting,
  Recreating,
  WaitingToRecreate,
  // Done.
  AsDeclared,
  Released,
  Deleted,
  Abandoned,
  Resumed,
  HoldReleased,
  // A person has to decide.
  ExistsUnmanaged,
  ExistsDifferent,
  ExistsFailed,
  ClusterFailed,
  DriftReported,
  ImmutableFieldDiffers,
  ValueBouncesBack,
  DeletedOutOfBand,
  Suspended,
  DuplicateDeclaration,
  RemovalHeld,
  RemovalPending,
  BrakeEngaged,
  PlanNotApproved,
  // The API refuses, or does not answer.
  RequestRejected,
  PreconditionFailed,
  Unauthenticated,
  PermissionDenied,
  AccountNotFound,
  Throttled,
  ApiUnavailable,
  ApiUnreachable,
  AnswerLost,
  UnsupportedByApi,
  // The journal.
  JournalUnavailable,
  JournalKept,
  JournalSetAside,
  // History.
  Declared,
  ApiCall,
  // Where manifests come from.
  SourceRead,
  ManifestsInvalid,
  GitUnreachable,
  GitRefused,
  GitRefGone,
  GitSignatureRefused,
  GitSignatureUnchecked,
  GitStoreUnusable,
};

inline constexpr std::size_t kReasonCount = static_cast<std::size_t>(Reason::GitStoreUnusable) + 1;

/// What a person needs to know about a reason.
struct CatalogueEntry {
  Reason reason;
  std::string_view name;     ///< CamelCase, stable.
  std::string_view meaning;  ///< One sentence.
  std::string_view fix;      ///< What to do, or that nothing needs doing.
};

/// In the order of the enumerators, one each.
const std::array<CatalogueEntry, kReasonCount>& catalogue();
const CatalogueEntry& catalogue_entry(Reason reason);
/// The catalogue's name: "CreatePending".
std::string_view to_string(Reason reason);
/// The reason of that name; nothing for a name we do not know.
std::optional<Reason> reason_from_name(std::string_view name);

}  // namespace fwop::controller
