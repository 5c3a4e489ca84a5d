#pragma once

#include <string>

#include <boost/system/result.hpp>

namespace fwop {

/// A value, or why there is none: one line for a person, which says what to do where something can be done.
/// What a caller decides on has an error type of its own (api::Error, api::NetError, JournalError, …).
template <class T>
using OrWhyNot = boost::system::result<T, std::string>;

}  // namespace fwop
