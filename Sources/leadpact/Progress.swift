import Dispatch
import Glibc
import Threads

/// A line on stderr that says what is going on, for runs of more than a second on a terminal; it goes when they end.
final class Progress: Sendable {
    private enum State { case waiting, shown, ended }
    private let state = Lock(State.waiting)

    /// Runs a body, and shows `what` while it takes long.
    static func showing<Result>(_ what: String, _ body: () throws -> Result) rethrows -> Result {
        guard isatty(STDERR_FILENO) == 1 else { return try body() }
        let progress = Progress()
        DispatchQueue.global().asyncAfter(deadline: .now() + 1) { progress.show(what) }
        defer { progress.end() }
        return try body()
    }

    private func show(_ what: String) {
        state.withLock { state in
            guard state == .waiting else { return }
            Output.standardError().write("\(what) …")
            state = .shown
        }
    }

    private func end() {
        state.withLock { state in
            if state == .shown { Output.standardError().write("\r\u{1B}[K") }
            state = .ended
        }
    }
}
