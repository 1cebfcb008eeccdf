import Agreements
import Findings
import Reports

/// The agreements named on the command line, read.
struct AgreementFiles {
    private(set) var files: [LintReport.File] = []
    private(set) var findings: [Finding] = []
    private(set) var sources: [SourceText] = []

    var agreements: [Agreement] { files.compactMap(\.agreement) }

    /// What stands against the versions of each agreement together, when several files hold one agreement.
    var findingsOfVersions: [Finding] {
        agreements.map(\.id).uniqued.flatMap { id in agreements.filter { $0.id == id }.versionFindings() }
    }

    private let isAlwaysInForce: Bool

    /// - Parameters:
    ///   - paths: Files, or folders whose `.yaml` and `.yml` files are read.
    ///   - isAlwaysInForce: Reads them as if they had no term.
    init(paths: [String], isAlwaysInForce: Bool = false) {
        self.isAlwaysInForce = isAlwaysInForce
        for path in paths {
            if SourceFile.isFolder(path) {
                readFolder(path)
            } else {
                readFile(path)
            }
        }
    }

    private mutating func readFolder(_ path: String) {
        let names = (SourceFile.names(in: path) ?? []).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
        let agreements = names.filter { !isOther(path.hasSuffix("/") ? path + $0 : path + "/" + $0) }
        if agreements.isEmpty {
            findings.append(
                .error(
                    .fileNotFound, "there is no agreement in the folder '\(path)'", at: nil,
                    notes: [
                        "agreements are the files that end in .yaml or .yml; 'leadpact init' writes one",
                        "where both are named, the agreement comes first and the snapshot second",
                    ]))
        }
        for name in agreements { readFile(path.hasSuffix("/") ? path + name : path + "/" + name) }
    }

    /// Whether a file is the manifest of a snapshot or a test, which may lie beside its agreement.
    private func isOther(_ path: String) -> Bool {
        SourceFile.begins(path, with: "leadpact_snapshot:") || SourceFile.begins(path, with: "leadpact_test:")
    }

    private mutating func readFile(_ path: String) {
        let source: SourceText
        do {
            source = try SourceFile.read(path)
        } catch {
            files.append(LintReport.File(path: path, agreement: nil))
            findings.append(error.finding)
            return
        }
        sources.append(source)
        let (agreement, found) = AgreementReader.read(
            source, files: DiskFiles(), isAlwaysInForce: isAlwaysInForce)
        files.append(LintReport.File(path: path, agreement: agreement))
        findings += found
    }
}
