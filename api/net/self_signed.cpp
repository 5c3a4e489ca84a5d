#include "api/net/self_signed.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>

#include <boost/asio/ip/address.hpp>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace fwop::api {
namespace {

constexpr long kBackdatedSeconds = 60L * 60;
constexpr long kValidSeconds = 30L * 24 * 60 * 60;
constexpr long kVersion3 = 2;  // X.509 counts versions from 0.

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;

void require(bool succeeded, const char* what) {
  if (!succeeded) throw std::runtime_error(std::string("cannot make a self-signed certificate: ") + what);
}

void refuse_odd_host(const std::string& host) {
  const bool odd = host.empty() || std::any_of(host.begin(), host.end(), [](unsigned char c) {
                     return c <= ' ' || c == ',' || c == 0x7f;
                   });
  if (odd) throw std::invalid_argument("not a host name for a certificate: '" + host + "'");
}

std::string alternative_names(const std::vector<std::string>& hosts) {
  std::string names;
  for (const auto& host : hosts) {
    boost::system::error_code not_an_address;
    boost::asio::ip::make_address(host, not_an_address);
    if (!names.empty()) names += ',';
    names += (not_an_address ? "DNS:" : "IP:") + host;
  }
  return names;
}

void add_extension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
}

void set_random_serial(X509* certificate) {
  // Two certificates with the same issuer name need different serial numbers, or clients confuse them.
  unsigned char bytes[8];
  require(RAND_bytes(bytes, sizeof bytes) == 1, "random serial");
  std::uint64_t serial = 0;
  for (const unsigned char byte : bytes) serial = serial << 8U | byte;
  require(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U) == 1, "serial");
}

template <class Write>
std::string to_pem(Write write) {
  const Bio bio(BIO_new(BIO_s_mem()));
  require(bio && write(bio.get()) == 1, "PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

SelfSigned make_self_signed_certificate(std::vector<std::string> hosts) {
  if (hosts.empty()) throw std::invalid_argument("a certificate needs at least one host name");
  for (const auto& host : hosts) refuse_odd_host(host);

  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  require(key && certificate, "key");
  X509* x509 = certificate.get();

  X509_set_version(x509, kVersion3);
  set_random_serial(x509);
  X509_gmtime_adj(X509_getm_notBefore(x509), -kBackdatedSeconds);
  X509_gmtime_adj(X509_getm_notAfter(x509), kValidSeconds);
  X509_NAME* name = X509_get_subject_name(x509);
  const auto* common_name = reinterpret_cast<const unsigned char*>("fireworks-operator stand-in");
  require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1, "name");
  require(X509_set_issuer_name(x509, name) == 1 && X509_set_pubkey(x509, key.get()) == 1, "issuer");

  add_extension(x509, NID_subject_alt_name, alternative_names(hosts));
  add_extension(x509, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(x509, NID_key_usage, "critical,digitalSignature,keyCertSign");
  add_extension(x509, NID_ext_key_usage, "serverAuth");
  add_extension(x509, NID_subject_key_identifier, "hash");
  require(X509_sign(x509, key.get(), EVP_sha256()) > 0, "signature");

  return {.cert_pem = to_pem([&](BIO* bio) { return PEM_write_bio_X509(bio, x509); }),
          .key_pem = to_pem([&](BIO* bio) {
            return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

}  // namespace fwop::api
