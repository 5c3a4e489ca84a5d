#include "manifests/git/git_fetch.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "manifests/git/git_connections.hpp"
#include "manifests/git/git_repack.hpp"
#include "manifests/git/home_folder.hpp"
#include "manifests/git/known_hosts.hpp"
#include "manifests/git_handle.hpp"

namespace fwop::manifests {
namespace {

/// A folder in the store. libgit2 looks there for .ssh/known_hosts, and for nothing else.
constexpr const char* kHome = "ssh-home";
constexpr const char* kFetched = "refs/fireworks-operator/fetched";
constexpr std::size_t kCommitDigits = 40;

/// What the callbacks need, and what they found.
struct Session {
  const GitRemote& remote;
  int asked = 0;           ///< Requests for credentials; a second one: refused.
  bool key_shown = false;  ///< An ssh server showed its host key.
  std::string refusal;     ///< Why we refused, in our own words.
};

bool is_commit(const std::string& ref) {
  return ref.size() == kCommitDigits && ref.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::optional<std::string> variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

/// The first line of a file, without its newline.
std::string first_line(const std::string& path, std::string& refusal) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line) || line.empty()) {
    refusal = "cannot read a token or user:password from " + path + " (--git-credentials-file)";
    return {};
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

int give_password(git_credential** out, Session& session) {
  if (session.remote.credentials_file.empty()) {
    session.refusal = "it wants credentials: give --git-credentials-file";
    return GIT_EUSER;
  }
  const std::string line = first_line(session.remote.credentials_file, session.refusal);
  if (line.empty()) return GIT_EUSER;
  const auto colon = line.find(':');
  // With a token alone, GitHub, GitLab and Gitea accept any user name.
  const std::string user = colon == std::string::npos ? "git" : line.substr(0, colon);
  const std::string password = colon == std::string::npos ? line : line.substr(colon + 1);
  return git_credential_userpass_plaintext_new(out, user.c_str(), password.c_str());
}

int give_key(git_credential** out, const char* user, Session& session) {
  if (session.remote.ssh_key.empty()) {
    session.refusal = "it wants a key: give --git-ssh-key";
    return GIT_EUSER;
  }
  return git_credential_ssh_key_new(out, user != nullptr ? user : "git", nullptr,
                                    session.remote.ssh_key.c_str(), nullptr);
}

int on_credentials(git_credential** out, const char*, const char* user, unsigned int allowed, void* payload) {
  Session& session = *static_cast<Session*>(payload);
  if ((allowed & GIT_CREDENTIAL_USERNAME) != 0 && (allowed & GIT_CREDENTIAL_SSH_KEY) == 0)
    return git_credential_username_new(out, user != nullptr ? user : "git");
  if (session.asked++ > 0) {
    session.refusal =
        is_git_over_ssh(session.remote.url)
            ? "it does not accept the key " + session.remote.ssh_key +
                  " (of RSA keys, servers of today refuse the signature that libssh2 makes: use an "
                  "Ed25519 one)"
            : "it does not accept the credentials in " + session.remote.credentials_file;
    return GIT_EUSER;
  }
  if ((allowed & GIT_CREDENTIAL_SSH_KEY) != 0) return give_key(out, user, session);
  if ((allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT) != 0) return give_password(out, session);
  session.refusal = "it wants credentials of a kind that is not supported";
  return GIT_EUSER;
}

int on_certificate(git_cert* certificate, int valid, const char* host, void* payload) {
  Session& session = *static_cast<Session*>(payload);
  if (certificate->cert_type != GIT_CERT_HOSTKEY_LIBSSH2) {
    if (valid == 0)
      session.refusal = std::string("the certificate of ") + host +
                        " is not trusted: check its name and its "
                        "authority (--git-ca-file)";
    return valid != 0 ? 0 : GIT_ECERTIFICATE;
  }
  const auto* key = reinterpret_cast<const git_cert_hostkey*>(certificate);
  if ((key->type & GIT_CERT_SSH_RAW) == 0) {
    session.refusal = "the server shows no host key";
    return GIT_ECERTIFICATE;
  }
  session.key_shown = true;
  session.refusal = check_host_key(session.remote.known_hosts, host, git_ssh_port(session.remote.url),
                                   std::string_view(key->hostkey, key->hostkey_len));
  return session.refusal.empty() ? 0 : GIT_ECERTIFICATE;
}

git_remote_callbacks callbacks_of(Session& session) {
  git_remote_callbacks callbacks = GIT_REMOTE_CALLBACKS_INIT;
  callbacks.credentials = on_credentials;
  callbacks.certificate_check = on_certificate;
  callbacks.payload = &session;
  return callbacks;
}

GitError failed(const Session& session, int code, const std::string& what) {
  const bool refused = !session.refusal.empty() || code == GIT_EAUTH || code == GIT_ECERTIFICATE;
  return {refused ? GitFault::Refused : GitFault::Unreachable,
          what + " " + shown_git_url(session.remote.url) + ": " +
              (session.refusal.empty() ? git_message() : session.refusal)};
}

GitError unusable(const std::filesystem::path& store) {
  return {GitFault::Unusable, "cannot use " + store.string() + ": " + git_message()};
}

/// What to fetch: its name at the remote, and the object that it names.
struct Wanted {
  std::string name;
  git_oid id{};
};

GitResult<Wanted> find(git_remote* remote, const Session& session) {
  const git_remote_head** heads = nullptr;
  std::size_t count = 0;
  if (const int code = git_remote_ls(&heads, &count, remote); code != 0)
    return failed(session, code, "cannot list the refs of");
  const auto named = [&](const std::string& name) {
    return std::find_if(heads, heads + count,
                        [&](const git_remote_head* head) { return head->name == name; });
  };
  const std::string& ref = session.remote.ref;
  std::vector<std::string> names = {"refs/heads/" + ref, "refs/tags/" + ref, ref};
  if (ref.empty()) {
    git_buf branch = GIT_BUF_INIT;
    names = {"HEAD"};
    if (git_remote_default_branch(&branch, remote) == 0) names.insert(names.begin(), branch.ptr);
    git_buf_dispose(&branch);
  }
  for (const std::string& name : names) {
    if (const auto found = named(name); found != heads + count) return Wanted{name, (*found)->oid};
  }
  return GitError{GitFault::RefGone, shown_git_url(session.remote.url) + " has no " +
                                         (ref.empty() ? "branch yet" : "branch or tag \"" + ref + "\"") +
                                         ": check --git-ref"};
}

GitResult<void> download(git_remote* remote, Session& session, std::vector<std::string> refspecs) {
  git_fetch_options options = GIT_FETCH_OPTIONS_INIT;
  options.callbacks = callbacks_of(session);
  options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
  options.update_fetchhead = 0;
  options.prune = GIT_FETCH_NO_PRUNE;
  options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
  std::vector<char*> texts;
  for (std::string& refspec : refspecs) texts.push_back(refspec.data());
  const git_strarray list{texts.data(), texts.size()};
  session.asked = 0;
  if (const int code = git_remote_fetch(remote, &list, &options, nullptr); code != 0)
    return failed(session, code, "cannot fetch from");
  return {};
}

GitResult<std::string> commit_of(git_repository* repository, const git_oid& id, const Session& session) {
  git_object* object = nullptr;
  if (git_object_lookup(&object, repository, &id, GIT_OBJECT_ANY) != 0)
    return failed(session, 0, "cannot find what was fetched from");
  const GitObject owned(object);
  git_object* commit = nullptr;
  if (git_object_peel(&commit, object, GIT_OBJECT_COMMIT) != 0)
    return GitError{GitFault::RefGone, "\"" + session.remote.ref + "\" names no commit: check --git-ref"};
  const GitObject owned_commit(commit);
  return git_hex(*git_object_id(commit));
}

/// A server sends a commit only as part of the history of a branch or tag.
GitResult<std::string> fetch_commit(git_repository* repository, git_remote* remote, Session& session) {
  git_oid id;
  git_oid_fromstr(&id, session.remote.ref.c_str());
  if (auto known = commit_of(repository, id, session)) return known;
  if (auto done = download(
          remote, session,
          {"+refs/heads/*:refs/fireworks-operator/heads/*", "+refs/tags/*:refs/fireworks-operator/tags/*"});
      !done)
    return done.error();
  auto found = commit_of(repository, id, session);
  if (found) return found;
  return GitError{GitFault::RefGone, "no branch or tag of " + shown_git_url(session.remote.url) +
                                         " holds commit " + session.remote.ref + ": check --git-ref"};
}

int connect(git_remote* remote, Session& session) {
  git_remote_connect_options options = GIT_REMOTE_CONNECT_OPTIONS_INIT;
  options.callbacks = callbacks_of(session);
  // After a redirect, another host would receive the credentials of this one.
  options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
  return git_remote_connect_ext(remote, GIT_DIRECTION_FETCH, &options);
}

/// Asks the server for a host key of each type that known_hosts lists for it, until it has one; last, for any
/// type.
int connect_over_ssh(git_remote* remote, Session& session, const std::filesystem::path& home) {
  auto listed = host_keys_of(session.remote.known_hosts, git_ssh_host(session.remote.url),
                             git_ssh_port(session.remote.url));
  if (!listed) {
    session.refusal = listed.error();
    return GIT_ECERTIFICATE;
  }
  listed->push_back({});
  const HomeFolder replaced(home);
  int code = 0;
  for (const HostKeyLines& lines : *listed) {
    if (!write_known_hosts(home, lines)) {
      session.refusal = "cannot write in " + home.string();
      return GIT_ECERTIFICATE;
    }
    code = connect(remote, session);
    const git_error* error = git_error_last();
    if (code == 0 || session.key_shown || error == nullptr || error->klass != GIT_ERROR_SSH) break;
  }
  return code;
}

}  // namespace

GitResult<std::string> fetch_git(const std::filesystem::path& store, const GitRemote& remote) {
  const GitLibrary library;
  // With this, a pack is on disk before the packs that it replaces are deleted.
  git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
  Session session{remote};
  if (!remote.ca_file.empty() &&
      git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, remote.ca_file.c_str(), nullptr) != 0) {
    return GitError{GitFault::Refused, "cannot use " + remote.ca_file + " (--git-ca-file): " + git_message()};
  }
  std::optional<GitConnections> connections;
  if (const auto place = git_http_endpoint(remote.url)) {
    auto proxy = api::proxy_for(*place, variable);
    if (!proxy) return GitError{GitFault::Refused, proxy.error().message};
    connections.emplace(*place, std::move(*proxy), session.refusal);
  }
  git_repository* repository = nullptr;
  if (git_repository_open_bare(&repository, store.c_str()) != 0) return unusable(store);
  const GitRepository owned(repository);
  std::error_code unknown;
  if (is_git_folder(remote.url) && !std::filesystem::exists(remote.url, unknown)) {
    return GitError{GitFault::Unreachable,
                    "there is no folder " + remote.url +
                        ": give --git the folder of a repository, file:///FOLDER, or a "
                        "URL of https or ssh"};
  }
  git_remote* handle = nullptr;
  if (git_remote_create_anonymous(&handle, repository, remote.url.c_str()) != 0) return unusable(store);
  const GitRemoteHandle owned_remote(handle);

  if (const int code = is_git_over_ssh(remote.url) ? connect_over_ssh(handle, session, store / kHome)
                                                   : connect(handle, session);
      code != 0)
    return failed(session, code, "cannot reach");
  if (is_commit(remote.ref)) return fetch_commit(repository, handle, session);
  const auto wanted = find(handle, session);
  if (!wanted) return wanted.error();
  git_oid have;
  const bool known =
      git_reference_name_to_id(&have, repository, kFetched) == 0 && git_oid_equal(&have, &wanted->id) != 0;
  if (!known) {
    if (auto done = download(handle, session, {"+" + wanted->name + ":" + kFetched}); !done)
      return done.error();
    if (!repack_when_many(repository, store)) return unusable(store);
  }
  return commit_of(repository, wanted->id, session);
}

}  // namespace fwop::manifests
