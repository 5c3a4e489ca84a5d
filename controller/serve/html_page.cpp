#include "controller/serve/html_page.hpp"

#include <array>

#include <openssl/evp.h>

#include "controller/serve/web/page_files.hpp"

namespace fwop::controller {
namespace {

/// Replaces {{name}} in `page` with `text`.
void insert(std::string& page, const std::string& name, std::string_view text) {
  const std::string mark = "{{" + name + "}}";
  page.replace(page.find(mark), mark.size(), text);
}

std::string digest_source(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::array<unsigned char, 4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1> encoded{};
  const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
  return "'sha256-" + std::string(encoded.begin(), encoded.begin() + length) + "'";
}

}  // namespace

std::string_view html_page() {
  static const std::string page = [] {
    std::string text(kPageHtml);
    insert(text, "style", kPageStyle);
    insert(text, "script", kPageScript);
    return text;
  }();
  return page;
}

const std::string& content_security_policy() {
  static const std::string policy =
      "default-src 'none'; script-src " + digest_source(kPageScript) + "; style-src " +
      digest_source(kPageStyle) +
      "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
      "frame-ancestors 'none'";
  return policy;
}

}  // namespace fwop::controller
