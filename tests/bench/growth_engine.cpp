#include <cstdlib>
#include <iostream>

#include "fleet.hpp"

// growth_engine COUNT: brings COUNT clusters up in the engine and sweeps them once, for growth.sh to count
// what that takes.
int main(int argc, char** argv) {
  const auto count = argc == 2 ? std::strtoul(argv[1], nullptr, 10) : 0;
  if (count == 0) {
    std::cerr << "usage: growth_engine COUNT\n";
    return 2;
  }
  fwop::bench::Fleet fleet(fwop::bench::snapshot_without_text(count));
  return fleet.converge() >= count && fleet.sweep() > 0 ? 0 : 1;
}
