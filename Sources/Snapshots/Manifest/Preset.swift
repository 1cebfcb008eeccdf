import Findings
import YAMLNodes

extension Manifest {
    /// The presets that a manifest may name.
    public static var presetNames: [String] { Preset.names }

    /// A preset as it is written, to be copied and changed; nil where there is none of that name.
    public static func preset(_ name: String) -> String? {
        Preset.sources[name].map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Mappings for the exports of a kind of CRM, written like the tables of a manifest. A user's own mapping goes on top.
enum Preset {
    /// What each is written as, in `Presets/`.
    static let sources: [String: [UInt8]] = [
        "canonical": PackageResources.canonical_yaml,
        "dynamics365": PackageResources.dynamics365_yaml,
        "fivetran-hubspot": PackageResources.fivetran_hubspot_yaml,
        "fivetran-marketo": PackageResources.fivetran_marketo_yaml,
        "fivetran-salesforce": PackageResources.fivetran_salesforce_yaml,
        "frappe": PackageResources.frappe_yaml,
        "generic": PackageResources.generic_yaml,
        "hubspot": PackageResources.hubspot_yaml,
        "marketo": PackageResources.marketo_yaml,
        "pipedrive": PackageResources.pipedrive_yaml,
        "salesforce": PackageResources.salesforce_yaml,
        "zoho": PackageResources.zoho_yaml,
    ]

    static let names = sources.keys.sorted()

    /// The tables of a preset; nil where there is none of that name.
    static func tables(_ name: String) -> [String: TableMapping]? {
        guard let bytes = sources[name] else { return nil }
        let (tables, findings) = read(SourceText(path: "preset \(name)", bytes: bytes))
        precondition(findings.isEmpty, "the preset \(name) is faulty: \(findings.map(\.message))")
        return tables
    }

    /// A preset of a user's own.
    static func read(_ source: SourceText) -> (tables: [String: TableMapping], findings: [Finding]) {
        let (root, faults) = YAMLReader.read(source)
        guard let root else { return ([:], faults) }
        var reading = ManifestReading(source: source, isPreset: true)
        let tables = reading.tables(root)
        return (tables, faults + reading.findings)
    }
}
