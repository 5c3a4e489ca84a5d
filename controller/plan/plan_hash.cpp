#include "controller/plan/plan_hash.hpp"

#include <array>
#include <memory>
#include <string_view>

#include <openssl/evp.h>

#include "api/clusters/fields.hpp"

namespace fwop::controller {
namespace {

/// Adds each text with its length, so that different lists of texts never look alike.
class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  }
  void add(std::string_view text) {
    const std::string length = std::to_string(text.size()) + ":";
    EVP_DigestUpdate(context_.get(), length.data(), length.size());
    EVP_DigestUpdate(context_.get(), text.data(), text.size());
  }
  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(context_.get(), bytes.data(), &size);
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
      text += kDigits[bytes[i] >> 4];
      text += kDigits[bytes[i] & 15];
    }
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

template <class Message, std::size_t N>
void add_fields(Sha256& hash, std::string_view kind, const Boxed<Message>& message,
                const std::array<api::StringField<Message>, N>& fields) {
  if (!message) return;
  hash.add(kind);
  for (const auto& field : fields) hash.add(*message.*field.member);
}

void add_spec(Sha256& hash, const api::ClusterSpec& spec) {
  hash.add(spec.display_name);
  add_fields(hash, "eksCluster", spec.eks, api::kEksFields);
  add_fields(hash, "fakeCluster", spec.fake, api::kFakeFields);
}

/// The cluster's state, as far as decisions depend on it.
std::string_view standing(const Engine::Basis& basis) {
  if (!basis.observed) return "unknown";
  if (!basis.exists) return "absent";
  if (basis.state == api::ClusterState::Failed) return "failed";
  return basis.state == api::ClusterState::Deleting ? "deleting" : "there";
}

}  // namespace

std::string declaration_hash(const Engine& engine) {
  Sha256 hash;
  hash.add("fireworks-operator declaration 1");
  engine.each_basis([&hash](const Engine::Basis& basis) {
    if (basis.manifest == nullptr) return;
    hash.add(api::to_string(basis.key));
    hash.add(std::to_string(basis.manifest->digest));
  });
  return hash.hex();
}

std::string plan_hash(const Engine& engine) {
  Sha256 hash;
  hash.add("fireworks-operator plan 1");
  engine.each_basis([&hash](const Engine::Basis& basis) {
    hash.add(api::to_string(basis.key));
    hash.add(basis.manifest != nullptr ? std::to_string(basis.manifest->digest) : "not declared");
    hash.add(standing(basis));
    if (!basis.exists) return;
    hash.add(basis.create_time ? format_rfc3339(*basis.create_time) : "");
    if (basis.spec != nullptr) add_spec(hash, *basis.spec);
  });
  return hash.hex();
}

}  // namespace fwop::controller
