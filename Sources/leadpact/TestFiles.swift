import Agreements
import Cases
import Findings
import Reports

/// The test files named on the command line, read and run.
struct TestFiles {
    private let paths: [String]
    private let pattern: Regex<AnyRegexOutput>?
    private var findings: [Finding] = []
    private(set) var sources: [SourceText] = []
    private var agreements: [String: [Agreement]] = [:]

    /// - Parameter pattern: Which cases are run; nil is all of them.
    init(paths: [String], run pattern: Regex<AnyRegexOutput>?) {
        self.paths = paths
        self.pattern = pattern
    }

    mutating func report() -> TestReport {
        var report = TestReport(files: [], findings: [], skipped: 0, version: Leadpact.version)
        for path in paths.flatMap({ files(at: $0) }) {
            var file = TestReport.File(path: path, agreementPath: nil, results: [])
            if let tests = read(path) {
                file.agreementPath = tests.agreementPath
                let chosen = tests.cases.filter { test in
                    pattern.map { (try? $0.firstMatch(in: test.name)) != nil } ?? true
                }
                report.skipped += tests.cases.count - chosen.count
                file.results = chosen.map { $0.run(tests.agreements, folders: DataFolders.allowed) }
            }
            report.files.append(file)
        }
        if !findings.hasErrors, report.files.allSatisfy(\.results.isEmpty) {
            findings.append(
                .error(
                    .noCases, "no case has a name that --run matches", at: nil,
                    notes: ["--run takes a part of a case's name; 'leadpact test' alone lists them all"]))
        }
        report.findings = findings
        return report
    }

    /// The files of a folder that are tests; anything else is taken for a test file.
    private mutating func files(at path: String) -> [String] {
        guard SourceFile.isFolder(path) else { return [path] }
        let folder = path.hasSuffix("/") ? path : path + "/"
        let names = (SourceFile.names(in: path) ?? []).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
        let tests = names.map { folder + $0 }.filter { SourceFile.begins($0, with: "leadpact_test:") }
        if tests.isEmpty {
            findings.append(
                .error(
                    .fileNotFound, "there is no test file in the folder '\(path)'", at: nil,
                    notes: ["test files are those that end in .yaml or .yml and begin with 'leadpact_test: 1'"]))
        }
        return tests
    }

    private mutating func read(_ path: String) -> TestFile? {
        do {
            let source = try SourceFile.read(path)
            sources.append(source)
            let (file, found) = TestFileReader.read(source) { agreementVersions(at: $0) }
            // Notes and warnings of an agreement are its own affair.
            findings += found
            return found.hasErrors ? nil : file
        } catch {
            findings.append(error.finding)
            return nil
        }
    }

    /// The versions at a path, read once however many files test them; none where something is wrong with them.
    private mutating func agreementVersions(at path: String) -> [Agreement] {
        if let known = agreements[path] { return known }
        let files = AgreementFiles(paths: [path])
        sources += files.sources
        let found = files.findings + (files.findings.hasErrors ? [] : files.agreements.versionFindings())
        findings += found.filter { $0.level == .error }
        agreements[path] = found.hasErrors ? [] : files.agreements
        return agreements[path] ?? []
    }
}
