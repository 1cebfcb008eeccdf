import ArgumentParser
import Findings
import Glibc
import Reports
import Snapshots

/// One `--format`: a shape, and where it goes.
struct FormatChoice: ExpressibleByArgument {
    var format: ReportFormat
    /// Nil is standard output.
    var path: String?

    /// `text` or `json=report.json`.
    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let format = ReportFormat(rawValue: String(parts[0])) else { return nil }
        if parts.count == 2, parts[1].isEmpty { return nil }
        self.format = format
        path = parts.count == 2 ? String(parts[1]) : nil
    }

    static let allValueStrings = ReportFormat.allCases.map(\.rawValue)
}

extension [VerdictColumn] {
    /// `--columns`: names from the header of the CSV, with commas between them.
    static func named(_ names: String) throws -> Self {
        try names.split(separator: ",", omittingEmptySubsequences: false).map { name in
            if let column = VerdictColumn(rawValue: String(name)) { return column }
            let known = VerdictColumn.allCases.map(\.rawValue)
            let near = nearest(to: String(name), among: known).map { "did you mean '\($0)'?" }
            throw ValidationError(
                "--columns names no column of csv: '\(name)'; \(near ?? "there are \(known.joined(separator: ", "))")")
        }
    }
}

/// A share of a whole: `1%`, `0.5 %` or `0.01`.
struct Share: ExpressibleByArgument {
    /// 0–1.
    var value: Double

    init?(argument: String) {
        let isPercentage = argument.hasSuffix("%")
        var digits = Substring(argument)
        if isPercentage { digits = digits.dropLast() }
        while digits.last == " " { digits = digits.dropLast() }
        guard let number = Double(digits), number.isFinite, number >= 0 else { return nil }
        value = isPercentage ? number / 100 : number
        if value > 1 { return nil }
    }
}

extension CheckReport {
    /// Writes the report in every format asked for; text on standard output where none is.
    func write(as choices: [FormatChoice], sources: [SourceText], color: ColorChoice, isQuiet: Bool) throws {
        let asked = choices.isEmpty && !isQuiet ? [FormatChoice(format: .text)] : choices
        for choice in asked {
            let output = try choice.path.map { path in try Output(path: path) } ?? .standardOutput()
            let style = choice.path == nil ? color.style(for: STDOUT_FILENO) : .plain
            write(as: choice.format, sources: sources, style: style, to: output.writer())
            try output.finish()
            if choice.format == .github { try writeStepSummary(sources) }
        }
    }

    /// Where GitHub runs a step, it names a file whose Markdown it shows on the page of the run; other steps may have written
    /// to it already.
    private func writeStepSummary(_ sources: [SourceText]) throws {
        guard let variable = unsafe getenv("GITHUB_STEP_SUMMARY"), unsafe variable.pointee != 0 else { return }
        let output = try Output(appendingTo: unsafe String(cString: variable))
        write(as: .markdown, sources: sources, style: .plain, to: output.writer())
        try output.finish()
    }
}

extension DataReport {
    /// The file is written without rejected rows, too: that there were none is worth knowing.
    func writeRejectedRows(toFile path: String) throws {
        if rejected == nil {
            Leadpact.complain("more than 32 MB of rows were rejected, too many to write to '\(path)'")
            return
        }
        let output = try Output(path: path)
        writeRejectedRows(to: output.writer())
        try output.finish()
    }
}

extension FormatChoice {
    fileprivate init(format: ReportFormat) {
        self.format = format
        path = nil
    }
}
