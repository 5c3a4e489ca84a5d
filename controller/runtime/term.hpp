#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "controller/engine/engine.hpp"
#include "controller/journal/journal.hpp"
#include "controller/runtime/runtime.hpp"

namespace fwop::controller {

/// The time for which this process may act: the engine, with what the journal held when the term began, and
/// the runtime that carries out what the engine wants. What lives longer (servers, sources, metrics, the
/// journal, API clients) stays outside. For the loop's thread.
class Term {
 public:
  /// `contents` is what `journal` holds now. The journal and all that `hooks` refer to outlive the term.
  Term(boost::asio::io_context& loop, Journal& journal, JournalContents contents,
       const EngineOptions& options, std::uint64_t seed, Runtime::Hooks hooks)
      : engine_(options, std::move(contents), seed, Runtime::now()),
        runtime_(loop, engine_, journal, std::move(hooks), options.request_timeout) {}

  [[nodiscard]] const Engine& engine() const { return engine_; }
  [[nodiscard]] Runtime& runtime() { return runtime_; }
  [[nodiscard]] const Runtime& runtime() const { return runtime_; }

  /// As Runtime::stop(). True: nothing is under way any more, and the term may be destroyed while the loop
  /// runs on. False: a commit or a call does not end; the term is to be kept for as long as the loop.
  boost::asio::awaitable<bool> end(std::chrono::milliseconds grace) { return runtime_.stop(grace); }

 private:
  Engine engine_;
  Runtime runtime_;
};

}  // namespace fwop::controller
