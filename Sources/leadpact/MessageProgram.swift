#if SQLite
    import Glibc
    import Notices

    /// Hands each message to a program on its standard input.
    struct MessageProgram: Courier {
        let channel: String
        let program: String
        /// Whether the message is a mail, and the recipient stands among the arguments, as programs in place of Sendmail have it;
        /// else the message is JSON.
        private let isMail: Bool

        static func sendmail(_ program: String) -> MessageProgram {
            MessageProgram(channel: "sendmail", program: program, isMail: true)
        }

        static func command(_ program: String) -> MessageProgram {
            MessageProgram(channel: "command", program: program, isMail: false)
        }

        /// In seconds.
        private static let patience = 60

        func rendered(_ digest: Digest, _ writing: Writing) -> NoticePlan.Rendered {
            isMail
                ? mail(digest, writing)
                : NoticePlan.Rendered(channel: channel, content: digest.json(on: channel))
        }

        func deliver(_ message: OutboxMessage) -> DeliveryResult {
            // A file without a name: a program that does not read to the end breaks no pipe.
            var path = Array("/tmp/leadpact-XXXXXX".utf8CString)
            let descriptor = unsafe mkstemp(&path)
            guard descriptor >= 0 else { return .unreachable(unsafe String(cString: strerror(errno))) }
            unsafe unlink(path)
            defer { close(descriptor) }
            // Programs of mail end lines themselves.
            let text = message.content.replacing("\r\n", with: "\n")
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { return .unreachable(unsafe String(cString: strerror(errno))) }
                bytes = bytes.dropFirst(count)
            }
            lseek(descriptor, 0, SEEK_SET)
            // Behind '--' no recipient is an option. A command is told nothing of the environment that may be secret.
            let ending = ChildProcess.run(
                program, isMail ? ["-i", "--", message.recipient] : [], input: descriptor, isHeard: true,
                variables: isMail ? nil : Self.variables, patience: Self.patience)
            switch ending {
            case .exited(0): return .delivered
            // EX_NOUSER and EX_NOHOST of sysexits.h: no later attempt will do.
            case .exited(let code) where code == 67 || code == 68:
                return .never("'\(program)' knows no such address (exit \(code))")
            case .exited(let code): return .later("'\(program)' ended with \(code)")
            case .killed(let signal): return .later("'\(program)' was killed by signal \(signal)")
            case .timedOut: return .later("'\(program)' did not end within \(Self.patience) seconds")
            case .notStarted(let reason): return .unreachable("'\(program)' cannot be run: \(reason)")
            }
        }

        private static var variables: [String] {
            ["PATH", "HOME", "LANG", "LC_ALL", "TZ"].compactMap { (name: String) -> String? in
                Secret.variable(name).map { "\(name)=\($0)" }
            }
        }
    }
#endif
