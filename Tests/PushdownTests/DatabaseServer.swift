import Foundation
import Testing

/// Databases filled from folders, there as long as this is.
final class DatabaseServer {
    let process = Process()
    private let input = Pipe()
    private(set) var environment: [String: String] = [:]
    private let lines: FileHandle

    /// - Parameter data: Folders by the name of the database, or its file.
    init(_ engine: Engine, _ data: [(folder: URL, name: String)]) throws {
        process.executableURL = URL(fileURLWithPath: Engine.python)
        process.arguments = [Engine.scripts.appendingPathComponent("serve.py").path, engine.rawValue]
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        lines = output.fileHandleForReading
        try process.run()
        if engine == .postgres { environment = ["PGHOST": line(), "PGUSER": "oracle"] }
        for (folder, name) in data {
            input.fileHandleForWriting.write(Data("\(folder.path)\t\(name)\n".utf8))
            #expect(line() == name)
        }
        guard engine == .duckdb else { return }
        let client = Engine.scripts.appendingPathComponent("duckdb_client.py").path
        environment = ["LEADPACT_DUCKDB": "\(Engine.python) \(client)"]
    }

    private func line() -> String {
        var bytes = Data()
        while let byte = try? lines.read(upToCount: 1), let first = byte.first, first != 10 { bytes.append(first) }
        return String(decoding: bytes, as: UTF8.self)
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
