#pragma once

#include "controller/cli/options.hpp"

namespace fwop::controller::cli {

/// Each runs one command to its end and returns the process's exit code. 2: it could not be started, and
/// one line on stderr says what to do.

/// 0 stopped, or settled with every cluster READY; 1 settled otherwise.
int run(const RunOptions& options);
/// 0 every cluster is READY; 1 otherwise, also when it was interrupted or timed out.
int apply(const ApplyOptions& options);
/// 0 nothing would change; 2 something would, or a person has to decide; 1 a manifest has errors, or
/// something could not be told.
int plan(const PlanOptions& options);
/// 0 all exported; 1 some could not be, and stderr says which and why.
int export_clusters(const ExportOptions& options);
/// 0 no error; 1 errors, all of which are on stdout.
int validate(const ValidateOptions& options);
/// 0 a manifest that is complete; 1 something is left to fill in, and stderr says what.
int init(const InitOptions& options);
/// The JSON Schema of a manifest, on stdout.
int schema(const SchemaOptions& options);
/// These three print, and return 0.
int completion(const CompletionOptions& options);
int complete_words(const CompleteOptions& options);
int man(const ManOptions& options);
/// Runs until a signal.
int standin(const StandinCommandOptions& options);
/// What GitFollower starts; always 0, what came of it is on stdout (git_fetch_wire.hpp).
int git_fetch(const GitFetchOptions& options);
/// Hidden command that DecodeTrier runs as a child: decodes what stdin holds (decode_trial_protocol.hpp). 0
/// all of it was decoded; otherwise what it was at did it harm.
int decode_trial(const DecodeTrialOptions& options);
/// 0 found; 1 no such cluster.
int get(const GetOptions& options);
/// 0 all is well; 1 something needs a look.
int status(const StatusOptions& options);
/// 0 told; 1 no such cluster.
int describe(const StoryOptions& options);
int why(const StoryOptions& options);
/// 0 done; 1 no such cluster.
int reconcile(const ControlOptions& options);
/// 0 told.
int brake(const BrakeOptions& options);
/// 0 done; 1 nothing of that cluster is held.
int brake_release(const ReleaseOptions& options);
/// These four: 0 done; 1 the daemon says why not.
int suspend(const SuspendOptions& options);
int resume(const ControlOptions& options);
int abandon(const ControlOptions& options);
int import_existing(const ImportOptions& options);

}  // namespace fwop::controller::cli
