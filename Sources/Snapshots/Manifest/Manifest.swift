import BusinessTime
import Columns
import Conditions
import Databases
import Findings

/// `snapshot.yaml`, read: what was exported, when, and how the export's columns map to the canonical ones.
public struct Manifest: Sendable {
    /// As the user wrote it; nil where there is no manifest and the canonical names are taken for granted.
    public var path: String?
    /// Milliseconds since 1970 UTC.
    public var asOf: Int64?
    /// Where it says so.
    public var asOfPlace: Place?
    public var preset: String
    /// By canonical name.
    public var tables: [String: TableMapping]
    /// What is found in the data, and known.
    public var accepted: [AcceptedFinding] = []
    /// Where the folder holds snapshots by date: how they are dated. Nil for one snapshot.
    public var series: Series?

    /// What the manifest of a series says of all its snapshots.
    public struct Series: Hashable, Sendable {
        /// The time of day at which each was taken, in milliseconds; nil where only the day is known.
        public var time: Int64?
        /// Of times of day; nil where nothing says it.
        public var zone: Zone?
    }
}

/// A finding of data that somebody has looked into, with why it may stay.
public struct AcceptedFinding: Hashable, Sendable {
    /// `LP0530`.
    public var code: String
    /// Nil for any.
    public var table: String?
    public var column: String?
    public var reason: String

    func fits(_ group: DataReport.Group) -> Bool {
        code == group.code.id && (table ?? group.table) == group.table && (column == nil || column == group.column)
    }
}

/// How a canonical table is filled: from one file, or from several one after the other.
public struct TableMapping: Sendable {
    public var table: String
    public var sources: [SourceMapping]
    /// Its name in the manifest; nil where a preset names it.
    public var place: Place?
}

/// A text of the manifest with its place; without one where a preset wrote it.
public struct PlacedText: Hashable, Sendable {
    public var text: String
    public var place: Place?

    public init(_ text: String, at place: Place? = nil) {
        self.text = text
        self.place = place
    }
}

/// How one file fills a table.
public struct SourceMapping: Sendable {
    /// Beside the manifest. Nil for `from_columns` of the leads' own file.
    public var file: PlacedText?
    /// In place of a file.
    public var database: Database?
    /// What a file's rows are called where they live as a table: `crm.lead`. Nil stands for the file's name.
    public var tableOfFile: PlacedText?
    /// The file's bytes, where they are at hand; `file` is then what to call them.
    var content: [UInt8]?
    /// Column → headers that may stand for it, the first that is there wins.
    public var columns: [String: [PlacedText]] = [:]
    /// Column → a value that all rows have.
    public var constants: [String: PlacedText] = [:]
    /// Column → text of the export → what it means; nil stands for no value, the empty text for an empty field.
    public var values: [String: [String: String?]] = [:]
    /// Stage column → stages that the agreement need not know.
    public var ignored: [String: Set<String>] = [:]
    /// Which rows of the file belong to the table.
    public var condition: Condition?
    /// As it is written.
    var conditionText: String?
    /// Of timestamps that carry none.
    public var zone: Zone?
    public var delimiter: UInt8?
    public var encoding: TextEncoding?
    /// Of pages of JSON: the key of the list of records, where it is none that is known.
    public var records: PlacedText?
    /// Stage → the column with the instant at which the lead entered it, in the order written.
    public var fromColumns: [StageColumn] = []
    public var types: [String: ValueType] = [:]
    public var times: [String: TimeDeclaration] = [:]
    /// The columns of which `values`, `types` and `times` speak, where the user wrote them.
    var spokenOf: [PlacedText] = []
    /// One row for each value of this column: the earliest by `created_at`, else the first.
    public var distinct: PlacedText?
    /// The mapping itself in the manifest; nil where it comes from a preset.
    public var place: Place?
    /// There is no manifest: the user named the file.
    var isNamedOnCommandLine = false
    /// The rows were not exported: they come of comparing snapshots.
    var isDerived = false

    /// Of a preset: words of which a file's name may consist.
    var names: [String] = []

    /// A database, and what of it fills the table.
    public struct Database: Hashable, Sendable {
        public var address: DatabaseAddress
        public var query: DatabaseQuery
        public var place: Place?
    }

    public struct StageColumn: Hashable, Sendable {
        public var stage: PlacedText
        /// The first that is there counts.
        public var headers: [PlacedText]
    }
}

/// How the bytes of a file stand for letters.
public enum TextEncoding: String, Hashable, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case utf16 = "utf-16"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case utf32 = "utf-32"
    case windows1252 = "windows-1252"
    case latin1 = "iso-8859-1"
}
