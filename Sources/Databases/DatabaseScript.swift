/// A script that makes tables of the session alone, and asks what came out.
public struct DatabaseScript: Sendable {
    /// A table or view of the session, with the query that it is made of.
    public struct Made: Sendable {
        public var name: String
        public var query: String
        public var isView: Bool

        public init(name: String, query: String, isView: Bool) {
            self.name = name
            self.query = query
            self.isView = isView
        }
    }

    /// Settings of the session.
    public var preamble: [String]
    public var made: [Made]
    /// Queries whose rows are wanted, in order.
    public var answers: [String]

    public init(preamble: [String], made: [Made], answers: [String]) {
        self.preamble = preamble
        self.made = made
        self.answers = answers
    }
}

extension Databases {
    /// Runs scripts in PostgreSQL, and changes nothing there.
    ///
    /// The tables of the session are made empty beforehand: a transaction that only reads may fill such tables, and make none.
    /// Then one such transaction, which sees one instant, reads all that is read. Of several scripts each has a session, and
    /// all of them see the same instant.
    ///
    /// - Parameters:
    ///   - database: Its name; empty takes what the environment says.
    ///   - sink: Takes the rows as `COPY` writes texts: fields between tabs, `\N` for no value.
    /// - Throws: ``DatabaseError`` where the database cannot be reached, refuses a part of it or goes away.
    public static func run(
        _ scripts: [DatabaseScript], onPostgres database: String, into sink: TableSink
    ) throws(DatabaseError) {
        #if PostgreSQL
            let first = try PostgresConnection(database: database)
            // Its transaction is held open as long as others look through its eyes.
            let instant = scripts.count > 1 ? try first.instant() : nil
            for script in scripts {
                let connection = try instant == nil ? first : PostgresConnection(database: database)
                try connection.run(script, asSeenBy: instant, into: sink)
            }
            if instant != nil { try first.end() }
        #else
            throw DatabaseError("this leadpact was built without PostgreSQL")
        #endif
    }
}
