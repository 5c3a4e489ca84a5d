#include "controller/source_reader.hpp"

#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fwop::controller {

namespace asio = boost::asio;

SourceReader::SourceReader(asio::io_context& loop, std::vector<std::filesystem::path> paths,
                           manifests::SnapshotBuilder::Options options, Deliver deliver)
    : loop_(loop),
      paths_(std::move(paths)),
      limits_(options.decode.limits),
      builder_(std::move(options)),
      deliver_(std::move(deliver)),
      watcher_(loop.get_executor(), paths_, {}) {}

SourceReader::~SourceReader() { reading_thread_.join(); }

void SourceReader::start() {
  reload();
  asio::co_spawn(loop_, follow(), asio::bind_cancellation_slot(stop_.slot(), asio::detached));
}

void SourceReader::reload() {
  if (stopped_) return;
  if (reading_) {
    again_ = true;
    return;
  }
  reading_ = true;
  asio::co_spawn(loop_, read(), asio::detached);
}

void SourceReader::stop() {
  stopped_ = true;
  stop_.emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> SourceReader::follow() {
  while (!stopped_) {
    co_await watcher_.changed();
    reload();
  }
}

asio::awaitable<void> SourceReader::read() {
  do {
    again_ = false;
    auto build = [this]() -> asio::awaitable<std::shared_ptr<const manifests::Snapshot>> {
      co_return builder_.build(manifests::read_paths(paths_, limits_));
    };
    auto snapshot = co_await asio::co_spawn(reading_thread_, build, asio::use_awaitable);
    if (stopped_) break;
    deliver_(std::move(snapshot));
  } while (again_);
  reading_ = false;
}

}  // namespace fwop::controller
