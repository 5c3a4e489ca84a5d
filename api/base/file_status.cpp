#include "api/base/file_status.hpp"

#include <cerrno>

#include <sys/stat.h>
#include <system_error>

namespace fwop {

OrWhyNot<FileStatus> file_status(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0)
    return {boost::system::in_place_error, std::generic_category().message(errno)};
  return FileStatus{
      .version = {.device = status.st_dev,
                  .inode = status.st_ino,
                  .size = status.st_size,
                  .modified_ns = status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec},
      .is_regular = S_ISREG(status.st_mode),
      .writable_by_all = (status.st_mode & S_IWOTH) != 0,
      .readable_by_all = (status.st_mode & S_IROTH) != 0};
}

}  // namespace fwop
