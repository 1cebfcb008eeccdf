#if SQLite
    import Glibc
    import Ledgers

    /// Held while notices are planned and delivered, so that of two runs only one sends. It ends with the process, however that ends.
    struct NoticeLock {
        private let descriptor: Int32

        /// How long another run is waited for, in seconds.
        private static let patience = 10

        /// - Parameter path: The ledger's; the lock is a file beside it.
        init(besides path: String) throws(LedgerError) {
            let lock = "\(path)-notify"
            descriptor = unsafe open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else {
                throw LedgerError(
                    .unwritable, "'\(lock)' cannot be made: \(unsafe String(cString: strerror(errno)))",
                    note: "it lies beside the ledger, so that no two runs send the same")
            }
            for _ in 0..<Self.patience * 10 {
                if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
                usleep(100_000)
            }
            close(descriptor)
            throw LedgerError(
                .inUse, "another leadpact sends notices from the ledger '\(path)'", note: "try again when it is done")
        }

        func release() { close(descriptor) }
    }
#endif
