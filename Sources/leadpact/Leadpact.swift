import ArgumentParser
import Databases
import Findings
import Glibc
import Reports

/// The command: reads arguments, calls the libraries, renders what they say, chooses an exit code.
@main
struct Leadpact: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leadpact",
        abstract: "Checks whether sales and marketing keep their service-level agreement.",
        discussion: """
            An agreement is a YAML file; a snapshot is a folder of tables exported from a CRM.

              leadpact init                             write an agreement to start from
              leadpact lint agreement.yaml              everything wrong with it, without data
              leadpact check agreement.yaml snapshot/   who kept it and who did not
              leadpact print agreement.yaml             the same as prose, to be read and accepted

            Exit codes: 0 judged and passed; 1 the gate fails; 2 usage or agreement is wrong; 3 the data cannot be read or is
            not fit to judge; 4 a notice was not delivered; 70 a defect of leadpact itself.
            """,
        version: Leadpact.version,
        subcommands: [
            Init.self, Lint.self, Check.self, Explain.self, Test.self, Compare.self, Diff.self, ReviewCommand.self,
            AgendaCommand.self, Print.self, Accept.self,
            Sql.self, SchemaCommand.self,
        ] + ledgerCommands)

    #if SQLite
        private static let ledgerCommands: [any ParsableCommand.Type] = [
            HistoryCommand.self, Notify.self, Watch.self, Acknowledge.self,
        ]
    #else
        private static let ledgerCommands: [any ParsableCommand.Type] = []
    #endif

    static let version = "0.1.0"

    static func main() {
        // A reader that has seen enough closes its end; that is no reason to die.
        signal(SIGPIPE, SIG_IGN)
        refuseUnknownCommand()
        let (arguments, settings) = completedArguments()
        refusePasswords(in: arguments)
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
        } catch let outcome as Exit {
            Glibc.exit(outcome.code)
        } catch let error as OutputError {
            complain("\(error)")
            Glibc.exit(Outcome.agreementWrong.rawValue)
        } catch {
            let isAskedFor = exitCode(for: error).isSuccess
            let output = isAskedFor ? Output.standardOutput() : Output.standardError()
            let message = fullMessage(for: error)
            output.write(message + "\n" + (settings?.origins(of: message) ?? ""))
            Glibc.exit(isAskedFor ? Outcome.passed.rawValue : Outcome.agreementWrong.rawValue)
        }
    }

    /// ArgumentParser takes a misspelt subcommand for an argument too many; a person wants to hear which one was meant.
    private static func refuseUnknownCommand() {
        guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"), word != "help" else { return }
        let commands = configuration.subcommands.map { $0.configuration.commandName ?? "\($0)".lowercased() }
        if commands.contains(word) { return }
        let hint = nearest(to: word, among: commands).map { "did you mean '\($0)'?" }
        complain("there is no command '\(word)'; \(hint ?? "there are \(commands.joined(separator: ", "))")")
        Glibc.exit(Outcome.agreementWrong.rawValue)
    }

    /// Every report names what it is about, so a password among the arguments would end in files and mails; the
    /// message, too, repeats nothing of it.
    static func refusePasswords(in arguments: [String]) {
        for argument in arguments {
            var holdsUser = false
            if let scheme = argument.firstRange(of: "://") {
                let host = argument[scheme.upperBound...].prefix { $0 != "/" }
                holdsUser = host.lastIndex(of: "@").map { host[..<$0].contains(":") } ?? false
            }
            // What is set elsewhere stands behind its option.
            let value = argument.hasPrefix("--") ? argument.drop { $0 != "=" }.dropFirst() : argument[...]
            guard holdsUser || DatabaseAddress(String(value))?.isConnectionString == true else { continue }
            complain(
                """
                an argument is a connection string, which may hold a password, and is not taken: \
                of a database write its name alone, as 'postgres:NAME'
                  = host, user and password come from PGHOST, PGUSER and .pgpass, or from the service that PGSERVICE names
                """)
            Glibc.exit(Outcome.agreementWrong.rawValue)
        }
    }

    /// Milliseconds since 1970 UTC by the clock of the machine; only for what is about today.
    static var now: Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }

    /// A message of leadpact itself, on stderr.
    static func complain(_ message: String) {
        Output.standardError().write("leadpact: \(message)\n")
    }
}

/// Ends the command with an exit code; what there was to say has been said.
struct Exit: Error {
    var code: Int32

    init(_ outcome: Outcome) {
        code = outcome.rawValue
    }

    init(code: Int32) {
        self.code = code
    }
}

/// When text is in colour.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never

    /// Colours on a terminal that knows them, unless `NO_COLOR` is set (https://no-color.org).
    func style(for descriptor: Int32) -> Style {
        switch self {
        case .always: Style(isColored: true)
        case .never: .plain
        case .auto:
            Style(
                isColored: isatty(descriptor) == 1 && environment("NO_COLOR") == nil && environment("TERM") != "dumb")
        }
    }

    /// A variable of the environment; an empty one counts as absent.
    private func environment(_ name: String) -> String? {
        guard let value = unsafe getenv(name), unsafe value.pointee != 0 else { return nil }
        return unsafe String(cString: value)
    }
}

extension [Finding] {
    /// Shows findings on stderr, each with the line it is about.
    func complain(sources: [SourceText], color: ColorChoice) {
        let text = FindingText(sources: sources, style: color.style(for: STDERR_FILENO).ofFindings)
        let output = Output.standardError()
        for finding in self { output.write(text.full(finding) + "\n") }
    }
}
