import Glibc

/// The command-line client of a database: a program that runs a file of SQL and writes what its queries find.
public struct ClientProgram: Sendable {
    /// The program, looked for in `PATH`, and its first arguments.
    public var words: [String]

    public init(_ words: [String]) {
        self.words = words
    }

    /// Runs a script.
    ///
    /// - Parameters:
    ///   - before: Arguments before the path of the file in which the script stands.
    ///   - after: Those behind it.
    ///   - sink: Takes what the program writes to its standard output.
    /// - Throws: ``DatabaseError`` where it cannot be run, or ends with a failure; with what it said last.
    public func run(
        _ script: String, before: [String], after: [String], into sink: TableSink
    ) throws(DatabaseError) {
        let file = try TemporaryFile()
        defer { file.remove() }
        try file.write(script)
        let complaints = try TemporaryFile()
        defer { complaints.remove() }
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw DatabaseError(ofLastError: "no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let process = try spawn(words + before + [file.path] + after, output: ends[1], errors: complaints.descriptor)
        close(ends[1])
        var failure: DatabaseError?
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while failure == nil {
            let count = unsafe read(ends[0], &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            do throws(DatabaseError) { try sink(Array(piece[..<count])) } catch { failure = error }
        }
        if failure != nil { kill(process, SIGTERM) }
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
        if let failure { throw failure }
        guard status != 0 else { return }
        let name = words.first ?? ""
        let said = complaints.lastWords
        let what =
            status & 0x7F != 0
            ? "'\(name)' was killed by signal \(status & 0x7F)" : "'\(name)' ended with \(status >> 8 & 0xFF)"
        throw DatabaseError(said.isEmpty ? what : "\(what): \(said)")
    }

    private func spawn(_ words: [String], output: Int32, errors: Int32) throws(DatabaseError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        let texts = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
        var process = pid_t()
        let failure = unsafe posix_spawnp(&process, words.first ?? "", &actions, nil, texts, environ)
        guard failure == 0 else {
            let name = words.first ?? ""
            throw DatabaseError(
                failure == ENOENT
                    ? "there is no program '\(name)' in PATH"
                    : "'\(name)' cannot be run: \(unsafe String(cString: strerror(failure)))")
        }
        return process
    }
}

/// A file in `TMPDIR` that nobody else may read.
private struct TemporaryFile {
    let path: String
    let descriptor: Int32

    init() throws(DatabaseError) {
        let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder.isEmpty ? "/tmp" : folder)/leadpact-XXXXXX".utf8CString)
        descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw DatabaseError(ofLastError: "no file in '\(folder)'") }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func write(_ text: String) throws(DatabaseError) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw DatabaseError(ofLastError: "the script cannot be written") }
            bytes = bytes.dropFirst(count)
        }
    }

    func remove() {
        unsafe unlink(path)
        close(descriptor)
    }

    /// The first line that speaks of an error, else the last that says anything: programs write stacks behind it.
    var lastWords: String {
        lseek(descriptor, 0, SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        let lines = String(decoding: bytes[..<max(0, count)], as: UTF8.self).split(whereSeparator: \.isNewline)
            .filter { line in line.contains { !$0.isWhitespace } }
        let telling = lines.first { $0.contains("Error") || $0.contains("Exception") || $0.contains("error:") }
        return (telling ?? lines.last).map { String($0.prefix(500)) } ?? ""
    }
}

extension DatabaseError {
    fileprivate init(ofLastError what: String) {
        self.init("\(what): \(unsafe String(cString: strerror(errno)))")
    }
}
