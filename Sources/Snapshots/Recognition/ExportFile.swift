import Databases
import Findings

/// A file of an export that nobody has described yet, or a table of a database: its headers, and what its columns hold.
struct ExportFile {
    /// Of a table of a database its name.
    let path: String
    let file: InputFile
    let header: Header

    /// The delimiter, where it has to be said.
    let delimiter: UInt8?
    /// How bytes stand for letters, where it has to be said: a guess.
    let encoding: TextEncoding?
    /// The database of which this is a table.
    var database: DatabaseAddress?
    /// Of leads without a header that is known to be an id: the first column that may be one.
    var assumedID: String?
    /// The headers in lower case, and without what parts their words; empty for those that are too long to be one.
    private let lowered: [String]
    private let keys: [String]

    private static let longestHeader = 200

    /// So many bytes are looked at for letters that are not UTF-8.
    private static let lookedAt = 16 << 20

    init(
        path: String, file: InputFile, header: Header, delimiter: UInt8? = nil, encoding: TextEncoding? = nil
    ) {
        self.path = path
        self.file = file
        self.header = header
        self.delimiter = delimiter
        self.encoding = encoding
        lowered = header.names.map { $0.utf8.count > ExportFile.longestHeader ? "" : $0.lowercased() }
        keys = lowered.map(ExportFile.key)
    }

    /// Nil where a file holds no table; `trouble` says why.
    static func open(_ path: String, trouble: inout String?) -> ExportFile? {
        do {
            var file = try InputFile.open(path)
            var findings: [Finding] = []
            if try Header.isJSON(file) {
                let header = try Header.readJSON(file, mapped: [], findings: &findings)
                return ExportFile(path: path, file: file, header: header)
            }
            let encoding = try guessedEncoding(of: file)
            if let encoding { file = try InputFile.open(path, encoding: encoding) }
            let header = try Header.read(file, delimiter: nil)
            // What Salesforce can separate by, beside what is recognised.
            for other in [UInt8(ascii: "`"), UInt8(ascii: "^")] where header.names.count == 1 {
                let again = try Header.read(file, delimiter: other)
                if again.names.count > 1 {
                    return ExportFile(path: path, file: file, header: again, delimiter: other, encoding: encoding)
                }
            }
            return ExportFile(path: path, file: file, header: header, encoding: encoding)
        } catch let error as SnapshotError {
            trouble = error.message
        } catch let error as Header.JSONFailure {
            if case .finding(let finding) = error { trouble = finding.message }
            if case .snapshot(let failure) = error { trouble = failure.message }
        } catch {
            trouble = "it has no headers"
        }
        return nil
    }

    /// A table of a database.
    static func open(
        _ table: String, of address: DatabaseAddress, headersOnly: Bool
    ) throws(SnapshotError) -> ExportFile {
        let spool: Spool
        do throws(DatabaseError) {
            spool = try Spool()
            try Databases.read(address, [.table(table)], headersOnly: headersOnly) { _ in
                { bytes throws(DatabaseError) in try spool.write(bytes) }
            }
        } catch {
            throw .unreadable(path: "\(address.text)#\(table)", reason: error.message)
        }
        let file = try spool.file(path: "\(address.text)#\(table)")
        guard let header = try? Header.read(file, delimiter: UInt8(ascii: ",")) else {
            throw .unreadable(path: "\(address.text)#\(table)", reason: "it has no columns")
        }
        var result = ExportFile(path: table, file: file, header: header)
        result.database = address
        return result
    }

    /// What is not UTF-8 a spreadsheet of Western Europe or America wrote, most likely; nil for UTF-8.
    private static func guessedEncoding(of file: InputFile) throws(SnapshotError) -> TextEncoding? {
        let (head, isWhole) = try file.head(lookedAt)
        guard let fault = UTF8Validity.fault(in: head) else { return nil }
        // The last letter may be cut off.
        return !isWhole && fault > head.count - 4 ? nil : .windows1252
    }

    /// The path without its folders.
    var baseName: String { database == nil ? path.split(separator: "/").last.map(String.init) ?? path : path }

    /// The header that one of `wanted` means; upper and lower case, blanks and underscores are alike.
    ///
    /// - Returns: With how surely: 1 letter by letter, less where only the words are the same.
    func header(meantBy wanted: [PlacedText]) -> (name: String, certainty: Double)? {
        for text in wanted where header.names.contains(text.text) && isOnce(text.text) { return (text.text, 1) }
        for text in wanted {
            if let same = index(of: text.text.lowercased(), in: lowered) { return (header.names[same], 0.95) }
        }
        for text in wanted {
            if let same = index(of: ExportFile.key(text.text), in: keys) { return (header.names[same], 0.6) }
        }
        return nil
    }

    private func index(of word: String, in words: [String]) -> Int? {
        guard let index = words.firstIndex(of: word), isOnce(header.names[index]) else { return nil }
        return index
    }

    private func isOnce(_ name: String) -> Bool { header.names.count { $0 == name } == 1 }

    private static let emptyWords: Set<String> = ["data", "dataset", "export", "response", "all", "table"]

    /// The words of a name without what parts them.
    static func key(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }

    /// Whether the file's name consists of words that a mapping expects.
    ///
    /// - Parameter asLastWord: Words that say nothing may follow, and no others.
    func isNamed(for mapping: SourceMapping, asLastWord: Bool = false) -> Bool {
        // A table's name may begin with its schema.
        let name = database == nil ? Folder.stem(baseName) : path.split(separator: ".").last?.lowercased() ?? ""
        let words = name.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let expected = (mapping.file.map { [Folder.stem($0.text)] } ?? []) + mapping.names
        return expected.contains { name in
            let parts = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
            return words.indices.contains { index in
                guard words[index...].starts(with: parts) else { return false }
                let rest = words[index...].dropFirst(parts.count)
                return !asLastWord || rest.allSatisfy { ExportFile.emptyWords.contains($0) || Int($0) != nil }
            }
        }
    }
}
