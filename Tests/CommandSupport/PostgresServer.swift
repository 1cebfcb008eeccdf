import Foundation

/// A PostgreSQL of our own, on a socket in a temporary folder; root hands it to the user postgres. It ends with whoever started
/// it.
package final class PostgresServer: Sendable {
    /// One for all tests that make databases of their own in it; nil where it is not installed.
    package static let shared = try? PostgresServer()

    private let programs: URL
    private let folder: URL
    private let keeper: Process
    private let input = Pipe()

    package var environment: [String: String] {
        ["PGHOST": folder.path, "PGUSER": "leadpact", "PGDATABASE": "postgres"]
    }

    /// Serves until its standard input ends.
    private static let script = #"""
        set -e
        cd "$2"
        as=()
        if [ "$(id -u)" -eq 0 ]; then as=(runuser -u postgres --) && chown postgres .; fi
        "${as[@]}" "$1/initdb" -D data -A trust -U leadpact --no-sync -E UTF8 --locale=C.UTF-8 >&2
        (
            # What Foundation watches for the end of this script must not be held by the server.
            for file in /proc/self/fd/*; do file=${file##*/}; [ "$file" -le 2 ] || eval "exec $file>&-"; done
            exec "${as[@]}" "$1/pg_ctl" -D data -w -l log start >&2 </dev/null \
                -o "-c listen_addresses='' -c fsync=off -c max_connections=200 -c log_line_prefix='%d ' -c unix_socket_directories='$2'"
        )
        echo ready
        cat >&2
        "${as[@]}" "$1/pg_ctl" -D data -m immediate stop >&2
        rm -rf "$2"
        """#

    /// Nil where it is not installed.
    package init?() throws {
        let root = URL(fileURLWithPath: "/usr/lib/postgresql")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root.path))?.sorted() ?? []
        guard let version = versions.last else { return nil }
        programs = root.appendingPathComponent("\(version)/bin")
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("leadpact-pg-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        keeper = Process()
        keeper.executableURL = URL(fileURLWithPath: "/bin/bash")
        keeper.arguments = ["-c", Self.script, "bash", programs.path, folder.path]
        let output = Pipe()
        keeper.standardInput = input
        keeper.standardOutput = output
        keeper.standardError = FileHandle.nullDevice
        try keeper.run()
        guard try output.fileHandleForReading.read(upToCount: 5) == Data("ready".utf8) else { return nil }
    }

    deinit {
        try? input.fileHandleForWriting.close()
        keeper.waitUntilExit()
    }

    /// Runs one of its programs: `["psql", "-c", …]`.
    package func run(_ words: [String], in folder: URL = FileManager.default.temporaryDirectory) throws
        -> Command.Result
    {
        try Command.program(
            programs.appendingPathComponent(words[0]).path, Array(words.dropFirst()), in: folder,
            environment: environment)
    }

    /// How many statements a database was asked that has `log_statement = 'all'`.
    package func statements(of database: String) throws -> Int {
        let log = String(decoding: try Data(contentsOf: folder.appendingPathComponent("log")), as: UTF8.self)
        return log.split(separator: "\n").count { $0.hasPrefix("\(database) LOG:  execute") }
    }

    /// What a query answers: rows as lines, values between bars.
    package func ask(_ query: String, in database: String = "postgres") throws -> String {
        let result = try run(["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", query])
        return result.code == 0 ? result.output : result.talk
    }
}
