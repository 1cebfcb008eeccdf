import Findings
import YAMLNodes

extension Manifest {
    /// The presets that a manifest may name.
    public static var presetNames: [String] { Preset.names }
}

/// Mappings for the exports of a kind of CRM, written like the tables of a manifest. A user's own mapping goes on top.
enum Preset {
    static let names = ["canonical", "salesforce"]

    /// The tables of a preset; nil where there is none of that name.
    static func tables(_ name: String) -> [String: TableMapping]? {
        let bytes: [UInt8]
        switch name {
        case "canonical": bytes = PackageResources.canonical_yaml
        case "salesforce": bytes = PackageResources.salesforce_yaml
        default: return nil
        }
        let source = SourceText(path: "preset \(name)", bytes: bytes)
        let (root, faults) = YAMLReader.read(source)
        guard let root else { preconditionFailure("the preset \(name) is no YAML: \(faults.map(\.message))") }
        var reading = ManifestReading(source: source, isPreset: true)
        let tables = reading.tables(root)
        let findings = faults + reading.findings
        precondition(findings.isEmpty, "the preset \(name) is faulty: \(findings.map(\.message))")
        return tables
    }
}
