import Glibc

/// Another program, run to its end.
enum ChildProcess {
    enum Ending: Equatable {
        case exited(Int32)
        case killed(signal: Int32)
        /// It did not end in time, and was ended with all its children.
        case timedOut
        case notStarted(String)
    }

    /// - Parameters:
    ///   - input: A descriptor for its standard input; nil gives it none.
    ///   - isHeard: Whether what it writes goes to standard error, and not to nowhere.
    ///   - variables: Its environment; nil gives it this program's own.
    ///   - patience: Seconds.
    static func run(
        _ program: String, _ arguments: [String], input: Int32? = nil, isHeard: Bool, variables: [String]? = nil,
        patience: Int
    ) -> Ending {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        if let input {
            unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        if isHeard {
            unsafe posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
        } else {
            unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
            unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        }
        // Its children are in its group, and end with it.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // Signals that this program holds back are none of its own.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGMASK))
        let texts = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
        let own = unsafe (variables ?? []).map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe own.indices { unsafe free(own[index]) } }
        var process = pid_t()
        let failure =
            variables == nil
            ? unsafe posix_spawn(&process, program, &actions, &attributes, texts, environ)
            : unsafe posix_spawn(&process, program, &actions, &attributes, texts, own)
        guard failure == 0 else { return .notStarted(unsafe String(cString: strerror(failure))) }
        var status: Int32 = 0
        // Short programs are not waited for longer than they take.
        var pause: UInt32 = 1000
        var waited: UInt32 = 0
        while unsafe waitpid(process, &status, WNOHANG) != process {
            guard waited < UInt32(patience) * 1_000_000 else {
                kill(-process, SIGKILL)
                while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
                return .timedOut
            }
            usleep(pause)
            waited += pause
            pause = min(50_000, pause * 2)
        }
        return status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: status & 0x7F)
    }
}
