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

/// A period in which this process may make changes: the engine, started with the contents of the journal, and
/// the runtime that executes its effects. What lives longer (servers, sources, metrics, the journal, API
/// clients) is outside. Use it on the loop's thread only.
class Term {
 public:
  /// `contents` is what `journal` holds now. The journal and everything that `hooks` refer to must outlive
  /// the term.
  Term(boost::asio::io_context& loop, Journal& journal, JournalContents contents,
       const EngineOptions& options, std::uint64_t seed, Runtime::Hooks hooks)
      : engine_(options, std::move(contents), seed, Runtime::now()),
        runtime_(loop, engine_, journal, std::move(hooks), options.request_timeout) {}

  [[nodiscard]] const Engine& engine() const { return engine_; }
  [[nodiscard]] Runtime& runtime() { return runtime_; }
  [[nodiscard]] const Runtime& runtime() const { return runtime_; }

  /// The same as Runtime::stop(). True: the term may be destroyed while the loop runs on. False: a commit or
  /// a call did not end; keep the term until the loop has ended.
  boost::asio::awaitable<bool> end(std::chrono::milliseconds grace) { return runtime_.stop(grace); }

 private:
  Engine engine_;
  Runtime runtime_;
};

}  // namespace fwop::controller
