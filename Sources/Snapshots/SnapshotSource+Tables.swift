import BusinessTime
import Columns
import Findings

/// Where the rows of a table are that no manifest names. Its headers are the canonical names of the columns.
public enum TableText: Sendable {
    /// CSV that is at hand (UTF-8, separated by commas); faults are placed in a file called `name`.
    case written([UInt8], name: String)
    /// A file, beside the one that names it.
    case file(PlacedText)
}

extension SnapshotSource {
    /// Opens tables that are given one by one, by canonical name, and reads them as those of a snapshot are read.
    ///
    /// - Parameters:
    ///   - folder: Where files are that are named without a folder; empty for the working directory.
    ///   - zone: Of times that carry no offset.
    /// - Returns: Nil for the source where there are errors, as ``open(_:zoneDirectory:)`` does.
    public static func open(
        tables: [String: TableText], in folder: String, zone: Zone?
    ) throws(SnapshotError) -> (source: SnapshotSource?, findings: [Finding]) {
        var mappings: [String: TableMapping] = [:]
        for (table, text) in tables {
            var mapping = SourceMapping()
            mapping.zone = zone
            switch text {
            case .written(let bytes, let name):
                mapping.file = PlacedText(name)
                mapping.content = bytes
                mapping.delimiter = UInt8(ascii: ",")
            case .file(let file): mapping.file = file
            }
            mappings[table] = TableMapping(table: table, sources: [mapping], place: nil)
        }
        // Who names the tables one by one may name any.
        return try open(
            Manifest(path: nil, asOf: nil, preset: "canonical", tables: mappings), in: folder, folders: ["/"])
    }

    /// Opens a file of leads that is at hand, as the one of that name would be opened.
    package static func open(
        leads bytes: [UInt8], name: String
    ) throws(SnapshotError) -> (source: SnapshotSource?, findings: [Finding]) {
        var findings: [Finding] = []
        let manifest = Manifest(path: nil, asOf: nil, preset: "canonical", tables: [:])
        guard let leads = CanonicalTable.named("leads") else { return (nil, findings) }
        let file = try InputFile(path: name, bytes: bytes).readable()
        guard let table = try TableFile(SourceMapping(), of: leads, file: file, findings: &findings) else {
            return (nil, findings)
        }
        return (SnapshotSource(manifest: manifest, files: ["leads": [table]]), findings)
    }
}
