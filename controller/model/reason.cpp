#include "controller/model/reason.hpp"

namespace fwop::controller {

// The meaning is shown as the message where there is no better one, and the fix as the next step. Each must
// make sense alone, on one line, to somebody who was just woken up.
const std::array<CatalogueEntry, kReasonCount>& catalogue() {
  static constexpr std::array<CatalogueEntry, kReasonCount> kEntries = {{
      {Reason::NotObservedYet, "NotObservedYet",
       "The operator has not yet read from the API whether this cluster exists.",
       "Nothing to do: it is read next, and nothing is created or changed before. If this stays, look at the "
       "account's gate and at fireworks_api_requests_total."},
      {Reason::ConfirmingAbsence, "ConfirmingAbsence",
       "The list of clusters does not show it, though it was seen or tried before; a direct read decides.",
       "Nothing to do: a list may lag behind, so only a 404 for the cluster itself counts as gone."},
      {Reason::VerifyingAttempt, "VerifyingAttempt",
       "A call that changes this cluster was sent, and its effect has not been read back yet.",
       "Nothing to do: the cluster is read next, and nothing is sent again before."},
      {Reason::ReadingBeforeChange, "ReadingBeforeChange",
       "A change is due; the cluster is read once more right before it.",
       "Nothing to do: the change follows if it is still needed."},
      {Reason::ObservationStale, "ObservationStale",
       "The last look at this cluster is older than the staleness limit, so what it says may be outdated.",
       "Check that the operator reaches the API (last error, account gate, budget). Raise --staleness-limit "
       "only if sweeps are meant to be rarer."},

      {Reason::CreatePending, "CreatePending", "The cluster does not exist, and its creation is next.",
       "Nothing to do. If this stays, look at the account's gate, the API budget and the brake."},
      {Reason::Creating, "Creating", "The cluster exists and is being provisioned.",
       "Nothing to do: it is polled until it is READY or FAILED."},
      {Reason::SlowerThanUsual, "SlowerThanUsual",
       "The cluster has been in creation for longer than clusters of its kind and region usually take.",
       "It may still come up, and the operator keeps waiting. Check quotas and GPU capacity in its AWS "
       "account and region, then ask Fireworks support, naming the cluster."},
      {Reason::UpdatePending, "UpdatePending",
       "The cluster is READY, but a changeable field is not as declared; an update is next.",
       "Nothing to do: the update is sent and read back."},
      {Reason::DeletePending, "DeletePending",
       "The manifest is gone and its policy was deletion: Delete; the delete is next.",
       "Nothing to do if that is meant. To keep the cluster, put the manifest back now."},
      {Reason::Deleting, "Deleting", "The cluster is being deleted.",
       "Nothing to do: its id is free once it is gone, and it is created again only if a manifest declares "
       "it."},
      {Reason::Adopting, "Adopting",
       "A cluster of this id exists already and the adoption policy accepts it; it is recorded as ours.",
       "Nothing to do: no call is needed for that."},
      {Reason::Recreating, "Recreating",
       "The cluster is replaced because it FAILED and its policy says so, or because it was deleted by "
       "somebody else.",
       "Nothing to do. To stop it, set policy.suspend or policy.onFailed: Hold."},
      {Reason::WaitingToRecreate, "WaitingToRecreate",
       "The cluster FAILED and is replaced after a delay that doubles with each failure.",
       "Read its status message and mend the cause meanwhile: roles, quotas and capacity are the usual "
       "ones."},

      {Reason::AsDeclared, "AsDeclared", "The cluster is READY and as declared.", "Nothing to do."},
      {Reason::Released, "Released",
       "The manifest is gone and its policy was deletion: Retain; the operator no longer manages the "
       "cluster.",
       "Nothing to do if that is meant. The cluster still runs and still costs: delete it by hand, or put "
       "the manifest back to manage it again."},
      {Reason::Deleted, "Deleted", "The cluster was deleted as told and is gone.", "Nothing to do."},
      {Reason::Abandoned, "Abandoned", "A person told the operator to stop managing the cluster.",
       "Nothing to do if that is meant. The cluster stays and still costs; a manifest that declares it again "
       "takes it over by its policy.adoption."},
      {Reason::Resumed, "Resumed", "The suspension by command is over: the cluster is managed again.",
       "Nothing to do."},
      {Reason::HoldReleased, "HoldReleased", "A person released a change that the operator held back.",
       "Nothing to do: the change is sent now."},

      {Reason::ExistsUnmanaged, "ExistsUnmanaged",
       "A cluster of this id exists, the operator did not create it, and policy.adoption is Never.",
       "Choose another id, or set policy.adoption to IfIdentical or Always to take it over."},
      {Reason::ExistsDifferent, "ExistsDifferent",
       "A cluster of this id exists, the operator did not create it, and it is not as the manifest says.",
       "Make the manifest match the cluster, choose another id, or set policy.adoption: Always to have the "
       "fields that can change set as declared."},
      {Reason::ExistsFailed, "ExistsFailed",
       "A cluster of this id exists in state FAILED, and the operator did not create it.",
       "A FAILED cluster never recovers. Read its status message, delete it by hand if nobody needs it, and "
       "the operator creates it anew."},
      {Reason::ClusterFailed, "ClusterFailed",
       "The cluster is FAILED and cannot recover: it must be deleted and created again.",
       "Read the status message and mend the cause (roles, quotas, capacity). Then delete the cluster and "
       "the operator creates it anew, or set policy.onFailed: Recreate with deletion: Delete."},
      {Reason::DriftReported, "DriftReported",
       "A field was changed outside the manifest, and policy.drift is Report.",
       "Change the manifest or the cluster so that they agree, or set policy.drift: Heal to have it set "
       "back."},
      {Reason::ImmutableFieldDiffers, "ImmutableFieldDiffers",
       "A field that cannot be changed after creation is not as declared.",
       "Either set the manifest back to what the cluster has, or delete the cluster and let the operator "
       "create it as declared."},
      {Reason::ValueBouncesBack, "ValueBouncesBack",
       "A value was set several times and came back changed each time, so it is no longer set.",
       "Find who else changes it (another tool, or the server itself) and make the manifest agree; changing "
       "the manifest starts over."},
      {Reason::DeletedOutOfBand, "DeletedOutOfBand",
       "The cluster was READY and somebody else deleted it; policy.drift is Report, so it stays gone.",
       "Remove the manifest if that was meant, or set policy.drift: Heal to have it created again."},
      {Reason::Suspended, "Suspended",
       "The manifest's policy.suspend, or the command `suspend`, says to leave it alone: nothing is changed "
       "meanwhile.",
       "Remove policy.suspend, or run `fireworks-operator resume NAME`, as the message says; a suspension "
       "with an end ends by itself."},
      {Reason::DuplicateDeclaration, "DuplicateDeclaration",
       "Several documents declare this cluster, so none of them is acted on.",
       "Remove all but one; the diagnostics name each place."},
      {Reason::RemovalHeld, "RemovalHeld",
       "The manifest is missing, but that may be a reading error, so nothing is done.",
       "Fix what could not be read: a broken file, an unreadable folder, or one that is suddenly empty "
       "(--allow-empty accepts that)."},
      {Reason::RemovalPending, "RemovalPending",
       "The manifest was removed: after --deletion-grace, the cluster is deleted, or no longer managed.",
       "To stop it, put the manifest back, or `fireworks-operator suspend NAME` or `abandon NAME`. "
       "`fireworks-operator brake release NAME` does it now."},
      {Reason::BrakeEngaged, "BrakeEngaged",
       "More changes than the brake allows within an hour: this one waits for a person.",
       "Check that the changes are meant, then `fireworks-operator brake release NAME`: it releases the held "
       "change of that cluster, once. --all releases every held change that is not a delete. The limits are "
       "--max-delete-percent, --max-creates and --max-updates."},

      {Reason::PlanNotApproved, "PlanNotApproved",
       "The operator acts only on approved plans (--require-plan), and the plan of what is declared and what "
       "is there now is not one of them.",
       "Run `fireworks-operator plan`, look at it, and put its hash into the file of --require-plan. If it "
       "was approved before, something has changed since: look at what differs."},

      {Reason::RequestRejected, "RequestRejected",
       "The API refuses the request itself; the same request will be refused again.",
       "Read the API's message and mend the manifest: a change is tried at once, the same again hourly."},
      {Reason::PreconditionFailed, "PreconditionFailed",
       "The API refuses the request in the cluster's present state.",
       "Read the API's message: often models or deployments are still on the cluster. It is tried again by "
       "itself."},
      {Reason::Unauthenticated, "Unauthenticated",
       "The API does not accept the key (401), so nothing is known or done for this account.",
       "Put a valid key in --api-key-file (it is read again when it changes) or in FIREWORKS_API_KEY."},
      {Reason::PermissionDenied, "PermissionDenied",
       "The key is known, but may not do this for this account (402, 403 or 412).",
       "Check the account id, the key's role, the plan, and that bring-your-own-cloud is enabled for the "
       "account."},
      {Reason::AccountNotFound, "AccountNotFound",
       "The API does not know the account, or hides it from this key.",
       "Check spec.accountId, --account-id and which account the key belongs to."},
      {Reason::Throttled, "Throttled", "The API asked the operator to slow down (429), and it does.",
       "Nothing to do: it goes on when the API says so. If it persists, lower --api-budget or ask Fireworks "
       "about the account's limits; the message may name a quota instead."},
      {Reason::ApiUnavailable, "ApiUnavailable", "The API answers with server errors (5xx).",
       "Nothing to do here: it is tried again with growing delay. Check Fireworks' status page if it lasts."},
      {Reason::ApiUnreachable, "ApiUnreachable",
       "No connection to the API: name resolution, network or TLS fails.",
       "Check --api-url, DNS, proxy and firewall of this machine, its clock, and --api-ca-file."},
      {Reason::AnswerLost, "AnswerLost",
       "A request was sent and no whole, readable answer came; it may have been carried out.",
       "Nothing to do: the cluster is read first, and nothing is sent twice blindly. If it persists, look "
       "for "
       "a proxy that cuts answers, or raise --request-timeout."},
      {Reason::UnsupportedByApi, "UnsupportedByApi",
       "The API does not offer this operation at this address (405 or 501).",
       "Check --api-url and that the account has the clusters API; otherwise ask Fireworks support."},

      {Reason::JournalUnavailable, "JournalUnavailable",
       "The operator cannot write its journal, so it makes no call that changes anything.",
       "Free space on the disk of --state-dir and check its permissions; it is tried again by itself."},
      {Reason::JournalKept, "JournalKept", "The operator remembers what it did, across restarts.",
       "Nothing to do."},
      {Reason::JournalSetAside, "JournalSetAside",
       "An earlier journal could not be used (damaged, of a newer release or of another program) and was "
       "kept beside a new one; which clusters the operator manages was decided again by their adoption "
       "policy.",
       "Look at clusters that are not adopted; then move the file that the message names out of the state "
       "directory."},

      {Reason::Declared, "Declared", "The declaration of the cluster changed.", "Nothing to do."},
      {Reason::ApiCall, "ApiCall", "A call to the API that changes something, or that failed.",
       "Nothing to do."},

      {Reason::SourceRead, "SourceRead", "The manifests were read from their source.", "Nothing to do."},
      {Reason::ManifestsInvalid, "ManifestsInvalid",
       "Manifests have errors: the last good version of each stays in force, and nothing is removed.",
       "`fireworks-operator status` shows where; `validate` checks them offline."},
      {Reason::GitUnreachable, "GitUnreachable",
       "The Git repository does not answer; the commit in force stays in force.",
       "Check --git, DNS, proxy and firewall of this machine. It is tried again by itself; SIGHUP tries at "
       "once."},
      {Reason::GitRefused, "GitRefused",
       "The Git server does not let the operator in, or shows a certificate or host key that is not trusted; "
       "the commit in force stays in force.",
       "Read the message: --git-credentials-file, --git-ssh-key, --git-ca-file or --git-known-hosts."},
      {Reason::GitRefGone, "GitRefGone",
       "The Git server answers and has no such branch, tag, commit or folder; the commit in force stays in "
       "force.",
       "Put the branch back, or correct --git-ref or --git-path."},
      {Reason::GitSignatureRefused, "GitSignatureRefused",
       "The commit is not signed by one of the keys in --git-verify, so it is not used; the commit in force "
       "stays in force.",
       "Find out who pushed it. Sign it, or push a signed commit; or add the signer to the file."},
      {Reason::GitSignatureUnchecked, "GitSignatureUnchecked",
       "The signature of the commit cannot be checked on this machine; what was in force stays in force.",
       "Fix what the message names: the file of --git-verify, or gpgv or ssh-keygen on this machine."},
      {Reason::GitStoreUnusable, "GitStoreUnusable",
       "The operator's own copy of the repository cannot be used; what was in force stays in force.",
       "Check the disk and the permissions of --state-dir; its folder git can be removed while the operator "
       "is stopped."},
  }};
  return kEntries;
}

const CatalogueEntry& catalogue_entry(Reason reason) { return catalogue()[static_cast<std::size_t>(reason)]; }

std::string_view to_string(Reason reason) { return catalogue_entry(reason).name; }

}  // namespace fwop::controller
