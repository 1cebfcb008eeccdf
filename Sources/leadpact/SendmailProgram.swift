#if SQLite
    import Glibc
    import Notices

    /// Hands each message to a program on its standard input; the recipient stands among the arguments, behind `--`, so that no header
    /// can add one.
    struct SendmailProgram: Courier {
        let program: String
        let channel = "sendmail"

        func deliver(_ message: OutboxMessage) -> DeliveryResult {
            // A file without a name: a program that does not read to the end breaks no pipe.
            var path = Array("/tmp/leadpact-XXXXXX".utf8CString)
            let descriptor = unsafe mkstemp(&path)
            guard descriptor >= 0 else { return .unreachable(unsafe String(cString: strerror(errno))) }
            unsafe unlink(path)
            defer { close(descriptor) }
            // Such programs end lines themselves.
            let text = message.content.replacing("\r\n", with: "\n")
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { return .unreachable(unsafe String(cString: strerror(errno))) }
                bytes = bytes.dropFirst(count)
            }
            lseek(descriptor, 0, SEEK_SET)
            return run(["-i", "--", message.recipient], reading: descriptor)
        }

        private func run(_ arguments: [String], reading descriptor: Int32) -> DeliveryResult {
            var actions = unsafe posix_spawn_file_actions_t()
            unsafe posix_spawn_file_actions_init(&actions)
            defer { unsafe posix_spawn_file_actions_destroy(&actions) }
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, STDIN_FILENO)
            unsafe posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
            let texts = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
            defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
            var process = pid_t()
            let failure = unsafe posix_spawn(&process, program, &actions, nil, texts, environ)
            guard failure == 0 else {
                return .unreachable("'\(program)' cannot be run: \(unsafe String(cString: strerror(failure)))")
            }
            var status: Int32 = 0
            while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
            guard status & 0x7F == 0 else { return .later("'\(program)' was killed by signal \(status & 0x7F)") }
            switch status >> 8 & 0xFF {
            case 0: return .delivered
            // EX_NOUSER and EX_NOHOST of sysexits.h: no later attempt will do.
            case let code where code == 67 || code == 68:
                return .never("'\(program)' knows no such address (exit \(code))")
            case let code: return .later("'\(program)' ended with \(code)")
            }
        }
    }
#endif
