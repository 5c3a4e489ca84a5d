#include "certificates.hpp"

#include <utility>

#include "git_servers.hpp"
#include "operator_process.hpp"

namespace fwop::e2e {
namespace {

constexpr const char* kOpenssl = "/usr/bin/openssl";

}  // namespace

TestAuthority::TestAuthority(std::filesystem::path directory, std::string name)
    : directory_(std::move(directory)), name_(std::move(name)) {
  run_tool(directory_, kOpenssl,
           {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
            "-subj", "/CN=" + name_, "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
            "keyUsage=critical,keyCertSign,cRLSign", "-keyout", file(name_, "key"), "-out", certificate()});
}

std::string TestAuthority::file(const std::string& name, const std::string& ending) const {
  return directory_ / (name + "." + ending);
}

void TestAuthority::sign(const std::string& name, const std::string& extensions, int days) const {
  run_tool(directory_, kOpenssl,
           {"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + name,
            "-keyout", file(name, "key"), "-out", file(name, "csr")});
  write_text(file(name, "ext"), extensions);
  run_tool(directory_, kOpenssl,
           {"x509", "-req", "-in", file(name, "csr"), "-CA", certificate(), "-CAkey", file(name_, "key"),
            "-CAcreateserial", "-days", std::to_string(days), "-extfile", file(name, "ext"), "-out",
            file(name, "pem")});
}

}  // namespace fwop::e2e
