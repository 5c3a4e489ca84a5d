#include "controller/engine/failure.hpp"

namespace fwop::controller {

bool is_foreign(const api::Error& error) {
  return error.kind == api::ErrorKind::NotFound && error.code != api::RpcCode::NotFound;
}

bool is_terminal(const api::Error& error) {
  switch (error.kind) {
    case api::ErrorKind::Invalid:
    case api::ErrorKind::Unsupported:
    case api::ErrorKind::PermissionDenied: return true;
    case api::ErrorKind::NotFound: return !is_foreign(error);
    case api::ErrorKind::Unreachable:
    case api::ErrorKind::Lost:
    case api::ErrorKind::Unavailable:
    case api::ErrorKind::Throttled:
    case api::ErrorKind::Unauthenticated:
    case api::ErrorKind::AlreadyExists:
    case api::ErrorKind::Aborted:
    case api::ErrorKind::Precondition:
    case api::ErrorKind::Cancelled: return false;
  }
  return false;
}

Reason reason_of(api::ErrorKind kind) {
  switch (kind) {
    case api::ErrorKind::Unreachable: return Reason::ApiUnreachable;
    case api::ErrorKind::Lost:
    case api::ErrorKind::Cancelled: return Reason::AnswerLost;
    case api::ErrorKind::Unavailable:
    case api::ErrorKind::Aborted: return Reason::ApiUnavailable;
    case api::ErrorKind::Throttled: return Reason::Throttled;
    case api::ErrorKind::Unauthenticated: return Reason::Unauthenticated;
    case api::ErrorKind::PermissionDenied: return Reason::PermissionDenied;
    case api::ErrorKind::NotFound: return Reason::AccountNotFound;
    case api::ErrorKind::AlreadyExists: return Reason::ExistsUnmanaged;
    case api::ErrorKind::Precondition: return Reason::PreconditionFailed;
    case api::ErrorKind::Invalid: return Reason::RequestRejected;
    case api::ErrorKind::Unsupported: return Reason::UnsupportedByApi;
  }
  return Reason::ApiUnavailable;
}

}  // namespace fwop::controller
