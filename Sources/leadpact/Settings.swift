import Findings
import Glibc
import Reports
import YAMLNodes

/// Options of `check` that stand elsewhere than on the command line.
///
/// What the command line says goes before `LEADPACT_…` variables, these before `leadpact.yaml` in the working folder, and that before
/// what is built in. An option is taken from one place whole: a list on the command line takes the place of a list in the file.
struct Settings {
    struct Setting {
        /// As it is written on the command line, without the dashes: `fail-on`.
        var option: String
        var values: [String]
        /// `leadpact.yaml:3`, `LEADPACT_FAIL_ON`, `the command line`.
        var source: String
    }

    private enum Kind { case value, list, flag }

    private static let known: [(option: String, kind: Kind)] =
        [
            ("format", .list), ("list", .value), ("columns", .value), ("period", .value), ("carried-over", .flag),
            ("as-of", .value), ("tolerate", .value), ("threads", .value), ("rule", .list), ("party", .list),
            ("where", .value), ("owner", .list), ("severity", .value), ("fail-on", .list), ("fail-on-unknown", .value),
            ("max-breaches", .value), ("show", .value), ("fail-on-stale", .value), ("baseline", .value),
            ("strict-baseline", .flag), ("waivers", .list), ("waivers-from", .value), ("max-waiver", .value),
            ("strict-waivers", .flag),
        ] + ledger + [
            ("redact", .flag), ("rejected", .value), ("timings", .flag), ("quiet", .flag),
            ("color", .value),
        ]

    #if SQLite
        private static let ledger: [(option: String, kind: Kind)] = [("ledger", .value)]
    #else
        private static let ledger: [(option: String, kind: Kind)] = []
    #endif

    private static let fileName = "leadpact.yaml"

    /// What is set, in the order of the options.
    private(set) var settings: [Setting] = []
    private(set) var findings: [Finding] = []
    private(set) var source: SourceText?

    /// - Parameter arguments: Those of `check`.
    init(_ arguments: [String]) {
        let file = readFile()
        for (option, kind) in Self.known {
            let typed = Self.typed(option, kind, arguments)
            if !typed.isEmpty {
                settings.append(Setting(option: option, values: typed, source: "the command line"))
            } else if let setting = variable(option, kind) ?? file[option] {
                settings.append(setting)
            }
        }
    }

    /// The arguments of what is set elsewhere, to stand before those of the command line.
    var arguments: [String] {
        settings.filter { $0.source != "the command line" }.flatMap { setting in
            Self.known.contains { $0.option == setting.option && $0.kind == .flag }
                ? ["--\(setting.option)"] : setting.values.map { "--\(setting.option)=\($0)" }
        }
    }

    /// Where a value stands that a message complains of, and that nobody typed; a line each.
    func origins(of message: String) -> String {
        settings.filter { setting in
            setting.source != "the command line" && setting.values.contains { message.contains("'\($0)'") }
        }.map { "  --\($0.option) is set by \($0.source)\n" }.joined()
    }

    /// Every option, what it is set to, and by what.
    var table: String {
        let rows = Self.known.map { known -> [String] in
            guard let setting = settings.first(where: { $0.option == known.option }) else {
                return [known.option, "–", "built in"]
            }
            return [setting.option, setting.values.joined(separator: ", "), setting.source]
        }
        let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row[0] + String(repeating: " ", count: widths[0] - row[0].count + 2) + row[1]
                + String(repeating: " ", count: widths[1] - row[1].count + 2) + row[2] + "\n"
        }.joined()
    }

    /// The values that an option is given among arguments; `true` for a flag.
    private static func typed(_ option: String, _ kind: Kind, _ arguments: [String]) -> [String] {
        arguments.enumerated().flatMap { index, argument -> [String] in
            if argument == "--\(option)" {
                return kind == .flag ? ["true"] : index + 1 < arguments.count ? [arguments[index + 1]] : []
            }
            return argument.hasPrefix("--\(option)=") ? [String(argument.dropFirst(option.count + 3))] : []
        }
    }

    // MARK: - Variables

    private mutating func variable(_ option: String, _ kind: Kind) -> Setting? {
        let name = "LEADPACT_" + option.uppercased().replacing("-", with: "_")
        guard let pointer = unsafe getenv(name), unsafe pointer.pointee != 0 else { return nil }
        let text = unsafe String(cString: pointer)
        switch kind {
        case .value: return Setting(option: option, values: [text], source: name)
        case .list:
            return Setting(option: option, values: text.split(separator: ",").map(String.init), source: name)
        case .flag:
            guard text == "true" || text == "false" else {
                findings.append(
                    .error(.badSettings, "\(name) is 'true' or 'false', found '\(text)'", at: nil))
                return nil
            }
            return text == "true" ? Setting(option: option, values: ["true"], source: name) : nil
        }
    }

    // MARK: - The file

    private mutating func readFile() -> [String: Setting] {
        guard SourceFile.exists(Self.fileName), let source = try? SourceFile.read(Self.fileName) else { return [:] }
        let (root, faults) = YAMLReader.read(source)
        // An agreement may have that name, too.
        guard let root, root["leadpact"] == nil else { return [:] }
        self.source = source
        findings += faults
        var reader = MappingReader(root, of: "settings", findings: &findings)
        let version = reader.require("leadpact_settings", as: "leadpact_settings: 1", &findings)
        let check = reader.takeEntry("check")
        reader.finish(&findings)
        if let version, version.scalar?.text != "1" {
            findings.append(
                .error(.formatVersion, "this leadpact reads version 1 of settings", at: version.place))
        }
        guard let entries = check?.value.mapping else { return [:] }
        var settings: [String: Setting] = [:]
        for entry in entries {
            let option = entry.key.replacing("_", with: "-")
            guard !entry.key.contains("-"), let known = Self.known.first(where: { $0.option == option }) else {
                let names = Self.known.map { $0.option.replacing("-", with: "_") }
                let near = nearest(to: entry.key, among: names).map { "did you mean '\($0)'?" }
                findings.append(
                    .error(
                        .badSettings, "'\(entry.key)' is no setting of check", at: entry.keyPlace,
                        notes: [near ?? "settings are \(names.joined(separator: ", "))"]))
                continue
            }
            settings[option] = setting(entry, known.option, known.kind)
        }
        return settings
    }

    private mutating func setting(_ entry: Node.Entry, _ option: String, _ kind: Kind) -> Setting? {
        let source = "\(Self.fileName):\(entry.keyPlace.range.lowerBound.line)"
        let nodes = kind == .list ? entry.value.sequence ?? [entry.value] : [entry.value]
        let texts = nodes.compactMap { $0.scalar?.text }
        guard texts.count == nodes.count, kind != .flag || ["true", "false"].contains(texts.first) else {
            let wanted = kind == .flag ? "true or false" : kind == .list ? "a text or a list of texts" : "a text"
            findings.append(
                .error(
                    .badSettings, "'\(entry.key)' is \(wanted), found \(entry.value.kind)", at: entry.value.place))
            return nil
        }
        if kind == .flag, texts == ["false"] { return nil }
        return Setting(option: option, values: texts, source: source)
    }
}

extension Leadpact {
    /// The arguments of the command line, those of `check` with what is set elsewhere.
    static func completedArguments() -> (arguments: [String], settings: Settings?) {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.first == "check", !arguments.contains("--help"), !arguments.contains("-h") else {
            return (arguments, nil)
        }
        let settings = Settings(arguments)
        settings.findings.complain(sources: [settings.source].compactMap(\.self), color: .auto)
        if settings.findings.hasErrors { Glibc.exit(Exit(.agreementWrong).code) }
        if arguments.contains("--show-settings") {
            refusePasswords(in: settings.arguments)
            let output = Output.standardOutput()
            output.write(settings.table)
            Glibc.exit(Exit(.passed).code)
        }
        return (["check"] + settings.arguments + arguments.dropFirst(), settings)
    }
}
