#!/bin/sh
# How many compilers to run at once: one a core, but none without 2 GiB of free memory for it, since the files
# with Beast in them take most of that.
cores=$(nproc)
fitting=$(awk '/^MemAvailable:/ { print int($2 / 2097152) }' /proc/meminfo)
[ "${fitting:-$cores}" -ge 1 ] || fitting=1
[ "${fitting:-$cores}" -lt "$cores" ] && cores=$fitting
echo "$cores"
