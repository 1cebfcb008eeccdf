#if PostgreSQL
    import Glibc

    /// What is used of libpq, found when a database is first asked for: the library draws in dozens of others, which no
    /// command is to load that reads files.
    ///
    /// Safe because the signatures are those of libpq-fe.h, which PostgreSQL has kept since version 8.
    @safe struct PostgresLibrary {
        typealias Connection = OpaquePointer
        typealias Result = OpaquePointer

        static let connectionOK: Int32 = 0
        static let commandOK: Int32 = 1
        static let tuplesOK: Int32 = 2
        static let copyOut: Int32 = 3
        /// The type `boolean`, as pg_type numbers it.
        static let booleanType: UInt32 = 16

        private typealias Names = UnsafePointer<UnsafePointer<CChar>?>
        private typealias NoticeProcessor = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void

        private let connectWithParameters: @convention(c) (Names?, Names?, Int32) -> Connection?
        private let setNoticeProcessor:
            @convention(c) (Connection, NoticeProcessor?, UnsafeMutableRawPointer?) -> OpaquePointer?
        private let executeWithParameters:
            @convention(c) (
                Connection, UnsafePointer<CChar>, Int32, UnsafePointer<UInt32>?, Names?, UnsafePointer<Int32>?,
                UnsafePointer<Int32>?, Int32
            ) -> Result?
        private let resultErrorField: @convention(c) (Result?, Int32) -> UnsafePointer<CChar>?
        let status: @convention(c) (Connection) -> Int32
        let finish: @convention(c) (Connection) -> Void
        let errorMessage: @convention(c) (Connection) -> UnsafePointer<CChar>
        let resultStatus: @convention(c) (Result?) -> Int32
        let clear: @convention(c) (Result?) -> Void
        let rowCount: @convention(c) (Result?) -> Int32
        let value: @convention(c) (Result?, Int32, Int32) -> UnsafePointer<CChar>
        let isNull: @convention(c) (Result?, Int32, Int32) -> Int32
        let fieldCount: @convention(c) (Result?) -> Int32
        let fieldName: @convention(c) (Result?, Int32) -> UnsafePointer<CChar>
        let fieldType: @convention(c) (Result?, Int32) -> UInt32
        let copyData: @convention(c) (Connection, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, Int32) -> Int32
        let nextResult: @convention(c) (Connection) -> Result?
        let free: @convention(c) (UnsafeMutableRawPointer) -> Void

        static func load() throws(DatabaseError) -> PostgresLibrary {
            guard let handle = unsafe dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL) else {
                throw DatabaseError("libpq.so.5 is not installed, the client library of PostgreSQL (Debian: libpq5)")
            }
            return unsafe try PostgresLibrary(handle)
        }

        private init(_ handle: UnsafeMutableRawPointer) throws(DatabaseError) {
            func find<Function>(_ name: String, as type: Function.Type = Function.self) throws(DatabaseError)
                -> Function
            {
                guard let symbol = unsafe dlsym(handle, name) else { throw DatabaseError("libpq.so.5 has no \(name)") }
                return unsafe unsafeBitCast(symbol, to: type)
            }
            unsafe connectWithParameters = try find("PQconnectdbParams")
            unsafe setNoticeProcessor = try find("PQsetNoticeProcessor")
            unsafe executeWithParameters = try find("PQexecParams")
            unsafe status = try find("PQstatus")
            unsafe finish = try find("PQfinish")
            unsafe errorMessage = try find("PQerrorMessage")
            unsafe resultStatus = try find("PQresultStatus")
            unsafe clear = try find("PQclear")
            unsafe resultErrorField = try find("PQresultErrorField")
            unsafe rowCount = try find("PQntuples")
            unsafe value = try find("PQgetvalue")
            unsafe isNull = try find("PQgetisnull")
            unsafe fieldCount = try find("PQnfields")
            unsafe fieldName = try find("PQfname")
            unsafe fieldType = try find("PQftype")
            unsafe copyData = try find("PQgetCopyData")
            unsafe nextResult = try find("PQgetResult")
            unsafe free = try find("PQfreemem")
        }

        static func hasVariable(_ name: String) -> Bool { unsafe getenv(name) != nil }

        func connect(_ parameters: [(name: String, value: String)]) -> Connection? {
            let texts = unsafe (parameters.map(\.name) + parameters.map(\.value)).map { unsafe strdup($0) }
            defer { for index in unsafe texts.indices { unsafe Glibc.free(texts[index]) } }
            let keys = unsafe texts[..<parameters.count].map { unsafe UnsafePointer($0) } + [nil]
            let words = unsafe texts[parameters.count...].map { unsafe UnsafePointer($0) } + [nil]
            return unsafe connectWithParameters(keys, words, 0)
        }

        /// Runs one command: the extended protocol takes no second one behind a semicolon.
        func execute(_ connection: Connection, _ command: String) -> Result? {
            unsafe executeWithParameters(connection, command, 0, nil, nil, nil, nil, 0)
        }

        /// The same with values for its parameters, of the types that it makes of them.
        func execute(_ connection: Connection, _ command: String, _ values: [String?]) -> Result? {
            let copies = unsafe values.map { value in unsafe value.flatMap { unsafe strdup($0) } }
            defer { for index in unsafe copies.indices { unsafe Glibc.free(copies[index]) } }
            let texts = unsafe copies.map { unsafe UnsafePointer($0) }
            return unsafe executeWithParameters(connection, command, Int32(values.count), nil, texts, nil, nil, 0)
        }

        /// A part of an error, by the letter that the protocol has for it.
        func errorField(_ result: Result?, _ letter: UInt8) -> String? {
            unsafe resultErrorField(result, Int32(letter)).map { unsafe String(cString: $0) }
        }

        /// What the server remarks beside its answers is no output of ours.
        func ignoreNotices(_ connection: Connection) {
            _ = unsafe setNoticeProcessor(connection, { _, _ in }, nil)
        }
    }
#endif
