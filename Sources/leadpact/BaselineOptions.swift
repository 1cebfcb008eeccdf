import Agreements
import ArgumentParser
import Compliance
import Findings
import Reports

/// What a check has to do with a baseline.
struct BaselineOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Fail only for breaches that this file does not know.", valueName: "path"))
    var baseline: String?

    @Option(
        help: ArgumentHelp(
            "Write the breaches there are as a baseline; those that it knew keep their day.", valueName: "path"))
    var writeBaseline: String?

    @Flag(help: "Take out of the baseline what is no breach any more.")
    var prune = false

    @Flag(help: "Fail while the baseline has entries that are no breach any more.")
    var strictBaseline = false

    mutating func validate() throws {
        if prune || strictBaseline, baseline == nil {
            throw ValidationError("\(prune ? "--prune" : "--strict-baseline") goes with --baseline")
        }
        if prune, writeBaseline != nil {
            throw ValidationError(
                "--prune keeps to the entries there are, --write-baseline writes all: give one of them")
        }
    }

    /// The baseline that the judgement is held against, read; nil where there is none, or something is wrong with it.
    ///
    /// - Parameter agreement: The id that it has to be of.
    func read(of agreement: String, findings: inout [Finding]) -> Baseline? {
        let path = baseline ?? writeBaseline.flatMap { SourceFile.exists($0) ? $0 : nil }
        guard let path else { return nil }
        let (read, found) =
            switch Result(catching: { () throws(Unreadable) in try SourceFile.read(path) }) {
            case .success(let source): Baseline.read(source)
            case .failure(let unreadable): (nil, [unreadable.finding])
            }
        findings += found
        guard let read, read.agreement != agreement else { return read }
        findings.append(
            .error(
                .badBaseline, "the baseline is of '\(read.agreement)', and not of '\(agreement)'",
                at: Place(path: path, line: 1), notes: ["name the baseline of this agreement, or write one"]))
        return nil
    }

    /// Writes what is to be written, and says so.
    func write(_ judgement: Judgement, _ old: Baseline?, _ state: BaselineState?) throws {
        if let writeBaseline {
            let baseline = Baseline(of: judgement, keeping: old)
            try baseline.write(to: writeBaseline)
            let count = baseline.entries.count
            Leadpact.complain("wrote \(count) \(count == 1 ? "breach" : "breaches") to '\(writeBaseline)'")
        } else if prune, let baseline, let old, let gone = state?.gone {
            if !gone.isEmpty { try old.without(gone).write(to: baseline) }
            let count = gone.count
            Leadpact.complain("took \(count) \(count == 1 ? "entry" : "entries") out of '\(baseline)'")
        }
    }
}

extension Baseline {
    fileprivate func write(to path: String) throws {
        let output = SourceFile.exists(path) ? try Output(replacing: path) : try Output(path: path)
        output.write(text)
        try output.finish()
    }
}
