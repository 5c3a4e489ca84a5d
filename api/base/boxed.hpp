#pragma once

#include <memory>
#include <utility>

namespace fwop {

/// An optional value on the heap, for a rare member that would take memory in every object. Copies are deep;
/// comparison is by value.
template <class T>
class Boxed {
 public:
  Boxed() = default;
  Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}  // NOLINT: converts.
  Boxed(const Boxed& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Boxed(Boxed&&) noexcept = default;
  Boxed& operator=(const Boxed& other) {
    if (this != &other) value_ = other.value_ ? std::make_unique<T>(*other.value_) : nullptr;
    return *this;
  }
  Boxed& operator=(Boxed&&) noexcept = default;

  explicit operator bool() const { return value_ != nullptr; }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  const T* operator->() const { return value_.get(); }
  [[nodiscard]] bool has_value() const { return value_ != nullptr; }
  void reset() { value_.reset(); }
  /// Makes a new value, and returns it.
  T& emplace() { return *(value_ = std::make_unique<T>()); }

  bool operator==(const Boxed& other) const {
    return value_ && other.value_ ? *value_ == *other.value_ : !value_ && !other.value_;
  }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace fwop
