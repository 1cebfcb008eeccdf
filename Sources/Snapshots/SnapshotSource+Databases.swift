import Columns
import Databases
import Findings

extension Finding {
    /// A connection string in place of the name of a database. What stands in it may be a password: nothing is repeated.
    package static func connectionString(at place: Place?) -> Finding {
        var finding = Finding.error(
            .databaseUnreadable, "behind 'postgres:' stands the name of a database, and no more", at: place,
            notes: [
                "host, user and password come from PGHOST, PGUSER and .pgpass, or from the service that PGSERVICE names"
            ])
        finding.hidesText = true
        return finding
    }
}

extension SnapshotSource {
    /// Opens a database whose tables have the canonical names, without a manifest.
    static func open(
        database address: DatabaseAddress, headersOnly: Bool = false
    ) throws(SnapshotError) -> (source: SnapshotSource?, findings: [Finding]) {
        if address.isConnectionString { return (nil, [.connectionString(at: nil)]) }
        let found = Set(try DatabaseTables.names(of: address))
        var tables: [String: TableMapping] = [:]
        for name in CanonicalTable.all.map(\.name) where found.contains(name) {
            var mapping = SourceMapping()
            mapping.database = SourceMapping.Database(address: address, query: .table(name))
            tables[name] = TableMapping(table: name, sources: [mapping], place: nil)
        }
        if tables["leads"] == nil {
            throw .unreadable(path: address.text, reason: "it has no table 'leads'")
        }
        return try open(
            Manifest(path: nil, asOf: nil, preset: "canonical", tables: tables), in: "", headersOnly: headersOnly)
    }
}

/// The tables of databases, each written to a file that nobody else sees, so that they can be read as any file is, more than
/// once and by several threads, while the database goes its way.
enum DatabaseTables {
    /// Tables and views that can be read; those that are found only by their schema begin with its name.
    static func names(of address: DatabaseAddress) throws(SnapshotError) -> [String] {
        let sql =
            switch address.kind {
            case .sqlite: "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
            case .postgres:
                """
                SELECT CASE WHEN pg_table_is_visible(c.oid) THEN '' ELSE n.nspname || '.' END || c.relname
                FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname <> 'information_schema'
                    AND n.nspname !~ '^pg_' AND has_table_privilege(c.oid, 'SELECT')
                ORDER BY 1
                """
            }
        var list: [UInt8] = []
        do throws(DatabaseError) {
            try Databases.read(address, [.sql(sql)]) { _ in { bytes in list += bytes } }
        } catch {
            throw .unreadable(path: address.text, reason: error.message)
        }
        return list.split(separator: UInt8(ascii: "\n")).dropFirst().map { line in
            String(decoding: line.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
        }
    }

    /// The files of those mappings that name a database, by index; what cannot be read is in `findings`.
    static func read(
        _ mappings: [SourceMapping], in folder: String, _ bounds: Folder.Bounds, headersOnly: Bool,
        _ findings: inout [Finding]
    ) throws(SnapshotError) -> [Int: InputFile] {
        var spools: [Int: InputFile] = [:]
        var indices: [DatabaseAddress: [Int]] = [:]
        var order: [DatabaseAddress] = []
        for (index, mapping) in mappings.enumerated() {
            guard let address = mapping.database?.address else { continue }
            if indices[address] == nil { order.append(address) }
            indices[address, default: []].append(index)
        }
        for address in order {
            let wanted = indices[address, default: []]
            let databases = wanted.compactMap { mappings[$0].database }
            guard let reached = reached(address, databases.first?.place, in: folder, bounds, &findings) else {
                continue
            }
            var files: [Spool] = []
            do throws(DatabaseError) {
                try Databases.read(reached, databases.map(\.query), headersOnly: headersOnly) {
                    number throws(DatabaseError) in
                    let spool = try Spool()
                    files.append(spool)
                    return { bytes throws(DatabaseError) in try spool.write(bytes) }
                }
            } catch {
                let failed = databases[max(0, files.count - 1)]
                guard let place = failed.place else { throw .unreadable(path: address.text, reason: error.message) }
                findings.append(
                    .error(.databaseUnreadable, "'\(address.text)' cannot be read: \(error.message)", at: place))
                continue
            }
            for (index, spool) in zip(wanted, files) {
                spools[index] = try spool.file(path: name(of: mappings[index], address))
            }
        }
        return spools
    }

    /// As messages name the rows: line 2 is the first of them.
    private static func name(of mapping: SourceMapping, _ address: DatabaseAddress) -> String {
        if case .table(let table)? = mapping.database?.query { return "\(address.text)#\(table)" }
        return "\(address.text)#sql"
    }

    /// The database with its path from here; nil where it is a file that is not there, or lies outside.
    private static func reached(
        _ address: DatabaseAddress, _ place: Place?, in folder: String, _ bounds: Folder.Bounds,
        _ findings: inout [Finding]
    ) -> DatabaseAddress? {
        guard address.kind == .sqlite else { return address }
        let path = Folder.path(address.name, in: folder)
        if place != nil, !bounds.hold(path) {
            findings.append(.outside(address.name, at: place))
            return nil
        }
        guard Folder.exists(path) || place == nil else {
            findings.append(.error(.tableFileMissing, "there is no file '\(path)'", at: place))
            return nil
        }
        return DatabaseAddress(kind: .sqlite, name: path)
    }
}
