import Curation
import Foundation

/// What the process does when the operating system speaks to it.
enum Signals {
  static func prepare() {
    // A closed pipe or a file size limit is an error of a write, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // Some parents, Foundation's `Process` among them, leave signals blocked in their children.
    var heard = sigset_t()
    unsafe sigemptyset(&heard)
    unsafe sigaddset(&heard, SIGINT)
    unsafe sigaddset(&heard, SIGTERM)
    unsafe pthread_sigmask(SIG_UNBLOCK, &heard, nil)
    // The first Ctrl-C ends after the batch; the second at once.
    signal(SIGINT) { _ in
      Curation.interrupt()
      signal(SIGINT, SIG_DFL)
    }
    signal(SIGTERM) { _ in
      Curation.interrupt()
      signal(SIGTERM, SIG_DFL)
    }
  }
}
