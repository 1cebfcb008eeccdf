import CommandSupport
import Foundation
import Testing

/// A mistake in the good files of `BadInput`, or in what is asked of them, that shows a message.
struct Shown: CustomTestStringConvertible, Sendable {
    enum Edit: Sendable {
        /// A text that occurs once in a good file, and what takes its place.
        case replace(_ file: String, _ good: String, _ bad: String)
        case write(_ file: String, _ text: String)
        case bytes(_ file: String, [UInt8])
        case folder(_ path: String)
        case loop(_ path: String)
        case remove(_ path: String)
    }

    /// The code of the finding.
    var code: String
    var edits: [Edit]
    /// As typed behind `leadpact`.
    var line: String

    init(_ code: String, _ line: String = "check agreement.yaml data", _ edits: Edit...) {
        self.code = code
        self.line = line
        self.edits = edits
    }

    var testDescription: String { "\(code): \(line)" }

    /// What leadpact prints, on both streams.
    func run() throws -> String {
        let scratch = try Scratch()
        try BadInput.writeGoodFiles(to: scratch)
        for edit in edits { try edit.make(in: scratch) }
        let result = try Command.run(line.split(separator: " ").map(String.init), in: scratch.folder)
        return result.output + result.talk
    }
}

extension Shown.Edit {
    func make(in scratch: Scratch) throws {
        switch self {
        case .replace(let file, let good, let bad):
            let parts = try scratch.text(file).components(separatedBy: good)
            try #require(parts.count == 2, "'\(good)' occurs \(parts.count - 1) times in \(file)")
            try scratch.write(parts[0] + bad + parts[1], to: file)
        case .write(let file, let text): try scratch.write(text, to: file)
        case .bytes(let file, let bytes): try scratch.write(Data(bytes), to: file)
        case .folder(let path):
            try? FileManager.default.removeItem(at: scratch.url(path))
            try FileManager.default.createDirectory(at: scratch.url(path), withIntermediateDirectories: true)
        case .remove(let path): try FileManager.default.removeItem(at: scratch.url(path))
        case .loop(let path):
            try? FileManager.default.removeItem(at: scratch.url(path))
            try FileManager.default.createSymbolicLink(at: scratch.url(path), withDestinationURL: scratch.url(path))
        }
    }
}
