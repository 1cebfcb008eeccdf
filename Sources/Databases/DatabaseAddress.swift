/// A database as a manifest names it: `sqlite:crm.db` or `postgres:`.
public struct DatabaseAddress: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case sqlite
        case postgres
    }

    public var kind: Kind
    /// The file of an SQLite database; the name of a PostgreSQL database, empty for the one that the environment names.
    public var name: String

    public init(kind: Kind, name: String) {
        self.kind = kind
        self.name = name
    }

    /// Nil where the text names no kind of database.
    public init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        // The other name by which connection strings go.
        let word = text[..<colon] == "postgresql" ? "postgres" : text[..<colon]
        guard let kind = Kind(rawValue: String(word)) else { return nil }
        self.init(kind: kind, name: String(text[text.index(after: colon)...]))
    }

    /// Whether more stands there than the name of a PostgreSQL database: a password, perhaps.
    public var isConnectionString: Bool { kind == .postgres && name.contains { "/=@:? ".contains($0) } }

    /// As it is written.
    public var text: String { "\(kind.rawValue):\(name)" }
}

/// What is wanted of a database.
public enum DatabaseQuery: Hashable, Sendable {
    /// All rows of a table or view, perhaps of a schema: `crm.leads`.
    case table(String)
    /// The rows of one statement that begins with SELECT, WITH or VALUES.
    case sql(String)

    /// The query as a source of rows in a statement around it.
    ///
    /// - Parameter quote: Of a name, as the database quotes it.
    func source(quote: (Substring) -> String) -> String {
        switch self {
        case .table(let name): return name.split(separator: ".", maxSplits: 1).map(quote).joined(separator: ".")
        case .sql(let text):
            var trimmed = Substring(text)
            while let last = trimmed.last, last.isWhitespace || last == ";" { trimmed.removeLast() }
            // Its last line may be a comment.
            return "(\(trimmed)\n)"
        }
    }
}

/// Why a database was not read to its end.
public struct DatabaseError: Error, Hashable, Sendable {
    /// One line, lower case, without credentials.
    public var message: String
    /// The SQLSTATE of PostgreSQL; nil where nobody says one.
    package var state: String?

    public init(_ message: String) {
        let lines = message.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
        self.message = lines.joined(separator: "; ")
    }
}

/// Takes the bytes of a table, piece by piece: CSV as RFC 4180 has it, in UTF-8, with a header.
///
/// A value that is missing is an empty field; truths are `true` and `false`; instants with a zone are in UTC.
public typealias TableSink = ([UInt8]) throws(DatabaseError) -> Void

/// Reads databases, and changes nothing in them.
public enum Databases {
    /// Writes the answers of queries to sinks, all in one transaction, so that they are of one instant.
    ///
    /// - Parameters:
    ///   - headersOnly: Writes no row.
    ///   - sink: Asked for the sink of each query, in their order, before the query is made.
    /// - Throws: ``DatabaseError`` where the database cannot be reached, refuses a query or goes away.
    public static func read(
        _ address: DatabaseAddress, _ queries: [DatabaseQuery], headersOnly: Bool = false,
        into sink: (Int) throws(DatabaseError) -> TableSink
    ) throws(DatabaseError) {
        switch address.kind {
        case .sqlite:
            #if SQLite
                try SQLiteReading.read(path: address.name, queries, headersOnly: headersOnly, into: sink)
            #else
                throw DatabaseError("this leadpact was built without SQLite")
            #endif
        case .postgres:
            #if PostgreSQL
                let connection = try PostgresConnection(database: address.name)
                try connection.read(queries, headersOnly: headersOnly, into: sink)
            #else
                throw DatabaseError("this leadpact was built without PostgreSQL")
            #endif
        }
    }
}
