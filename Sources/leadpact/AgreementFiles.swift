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
    private let waivers: WaiverRequest

    /// - Parameters:
    ///   - paths: Files, or folders whose `.yaml` and `.yml` files are read.
    ///   - isAlwaysInForce: Reads them as if they had no term.
    ///   - waivers: Where waivers come from besides.
    init(paths: [String], isAlwaysInForce: Bool = false, waivers: WaiverRequest = WaiverRequest()) {
        self.isAlwaysInForce = isAlwaysInForce
        self.waivers = waivers
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

    /// Whether a file is a manifest, a test, or one of waivers or settings, which may lie beside its agreement.
    private func isOther(_ path: String) -> Bool {
        ["leadpact_snapshot:", "leadpact_test:", "leadpact_waivers:", "leadpact_settings:"].contains {
            SourceFile.begins(path, with: $0)
        }
    }

    private mutating func readFile(_ path: String) {
        let source: SourceText
        let waiverSources: WaiverSources
        do {
            source = try SourceFile.read(path)
            waiverSources = try waivers.sources(for: path)
        } catch {
            files.append(LintReport.File(path: path, agreement: nil))
            findings.append(error.finding)
            return
        }
        sources += [source] + waiverSources.beside + [waiverSources.base?.agreement].compactMap(\.self)
        let (agreement, found) = AgreementReader.read(
            source, files: DiskFiles(), isAlwaysInForce: isAlwaysInForce, waivers: waiverSources)
        files.append(LintReport.File(path: path, agreement: agreement))
        findings += found
    }
}
