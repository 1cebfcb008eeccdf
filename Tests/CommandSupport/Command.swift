import Foundation

/// The built command, run as a person runs it.
package struct Command {
    package struct Result {
        package var code: Int32
        package var output: String
        package var talk: String
        package var seconds: Double
    }

    /// The folder that holds Package.swift.
    package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The executable stands beside the test bundle, which on Linux is the program that runs.
    package static let path: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("leadpact").path
    }()

    /// Longest that any call may take.
    package static let patience: Double = 30

    /// - Parameters:
    ///   - prefix: A command that runs the command: `["/usr/bin/setpriv", …]`.
    ///   - patience: Where it waits for another program that takes its time.
    package static func run(
        _ arguments: [String], in folder: URL = root, environment: [String: String] = [:], behind prefix: [String] = [],
        patience: Double = Command.patience
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: prefix.first ?? path)
        process.arguments = prefix.isEmpty ? arguments : prefix.dropFirst() + [path] + arguments
        process.currentDirectoryURL = folder
        var variables = ProcessInfo.processInfo.environment
        variables["SWIFT_BACKTRACE"] = "enable=no"
        variables.merge(environment) { _, new in new }
        process.environment = variables
        let scratch = try Scratch()
        let (output, talk) = (scratch.url("output"), scratch.url("talk"))
        for url in [output, talk] { try Data().write(to: url) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: talk)
        let start = Date()
        try process.run()
        let watchdog = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + patience, execute: watchdog)
        process.waitUntilExit()
        watchdog.cancel()
        let seconds = Date().timeIntervalSince(start)
        return Result(
            code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            talk: String(decoding: try Data(contentsOf: talk), as: UTF8.self), seconds: seconds)
    }
}

extension Command {
    /// Another program, run in the same way.
    package static func program(
        _ program: String, _ arguments: [String], in folder: URL, environment: [String: String] = [:],
        patience: Double = Command.patience
    ) throws -> Result {
        // The command itself would stand behind: the shell drops it.
        try run(
            [], in: folder, environment: environment,
            behind: ["/bin/bash", "-c", "a=(\"$@\"); unset 'a[-1]'; exec \"${a[@]}\"", "bash", program] + arguments,
            patience: patience)
    }

    /// A program in Python's standard library alone.
    package static func python(_ script: String, in folder: URL) throws -> Result {
        try program("/usr/bin/env", ["python3", "-c", script], in: folder)
    }

    /// Runs the command and kills it after some seconds.
    ///
    /// - Returns: Whether it was running still.
    package static func killed(
        _ arguments: [String], after seconds: Double, in folder: URL, environment: [String: String] = [:]
    ) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        Thread.sleep(forTimeInterval: seconds)
        let isRunning = process.isRunning
        if isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return isRunning && process.terminationReason == .uncaughtSignal
    }
}

/// A folder of its own, removed with its last reference.
package class Scratch {
    package let folder: URL

    package init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("leadpact-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    package func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

    /// Writes a file, with the folders it stands in.
    package func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

    package func write(_ data: Data, to name: String) throws {
        let url = url(name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    package func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url(name)), as: UTF8.self)
    }
}
