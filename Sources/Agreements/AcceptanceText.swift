import BusinessTime
import Findings
import YAMLNodes

/// An acceptance to be written into the text of an agreement.
public struct NewAcceptance: Hashable, Sendable {
    public var party: String
    public var name: String
    public var title: String?
    /// Days since 1970-01-01.
    public var date: Int
    public var digest: String

    public init(party: String, name: String, title: String?, date: Int, digest: String) {
        self.party = party
        self.name = name
        self.title = title
        self.date = date
        self.digest = digest
    }

    /// One item of `acceptance`, on one line.
    public var item: String {
        var pairs = ["party: \(Self.scalar(party))", "name: \(Self.scalar(name))"]
        if let title { pairs.append("title: \(Self.scalar(title))") }
        return "{ \(pairs.joined(separator: ", ")), date: \(CivilDate.format(date)), digest: \(digest) }"
    }

    /// Letters, digits and single blanks between them are plain; whatever YAML may take for something else is quoted.
    private static func scalar(_ text: String) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        let isPlain =
            words.allSatisfy { word in
                word.first?.isLetter == true
                    && word.unicodeScalars.allSatisfy {
                        $0.properties.isAlphabetic || $0.properties.numericType == .decimal || $0 == "-" || $0 == "."
                    }
            } && !["null", "true", "false"].contains(text.lowercased())
        return isPlain
            ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}

extension SourceText {
    /// The text with one more acceptance in it, every other byte as it was; nil where it cannot be put in for certain.
    ///
    /// It goes behind the last acceptance, in the style of the list; where there is no list, to the end of the text.
    public func adding(_ new: NewAcceptance) -> SourceText? {
        guard let root = YAMLReader.read(self).root, let entries = root.mapping else { return nil }
        let insertion: (offset: Int, text: String)?
        if let entry = entries.first(where: { $0.key == "acceptance" }) {
            insertion = self.insertion(of: new.item, into: entry)
        } else {
            insertion =
                opens(root, "{") ? nil : insertionAtEnd("\(lineEnd)acceptance:\(lineEnd)  - \(new.item)\(lineEnd)")
        }
        guard let insertion else { return nil }
        let changed = Array(bytes[..<insertion.offset]) + insertion.text.utf8 + bytes[insertion.offset...]
        return SourceText(path: path, bytes: changed)
    }

    private func insertion(of item: String, into entry: Node.Entry) -> (Int, String)? {
        guard let items = entry.value.sequence else {
            guard entry.value.scalar?.isNull == true, entry.value.scalar?.text.isEmpty == true else { return nil }
            let indentation = String(repeating: " ", count: entry.keyPlace.range.lowerBound.column + 1)
            return (endOfLine(entry.keyPlace.range.lowerBound.line), "\(lineEnd)\(indentation)- \(item)")
        }
        if opens(entry.value, "[") {
            guard let last = items.last else {
                return (offset(of: entry.value.place.range.lowerBound) + 1, " \(item) ")
            }
            return (offset(of: last.place.range.upperBound), ", \(item)")
        }
        guard let last = items.last, let dash = dash(before: last) else { return nil }
        return (endOfLine(last.place.range.upperBound.line), "\(lineEnd)\(dash)- \(item)")
    }

    /// What stands before the dash of a list's item: its indentation.
    private func dash(before item: Node) -> String? {
        let start = self.start(ofLine: item.place.range.lowerBound.line)
        let before = String(decoding: bytes[start..<offset(of: item.place.range.lowerBound)], as: UTF8.self)
        guard let dash = before.lastIndex(of: "-"), before[..<dash].allSatisfy({ $0 == " " }) else { return nil }
        return String(before[..<dash])
    }

    private func insertionAtEnd(_ text: String) -> (Int, String) {
        let isComplete = bytes.last == 0x0A || bytes.last == 0x0D || bytes.isEmpty
        return (bytes.count, isComplete ? text : lineEnd + text)
    }

    private func opens(_ node: Node, _ bracket: Unicode.Scalar) -> Bool {
        let offset = offset(of: node.place.range.lowerBound)
        return offset < bytes.count && UInt32(bytes[offset]) == bracket.value
    }

    private func offset(of position: Position) -> Int {
        var cursor = TextCursor(self)
        return cursor.move(to: position)
    }

    /// Behind the last character of a line, before what ends it.
    private func endOfLine(_ line: Int) -> Int {
        var end = start(ofLine: line + 1)
        while end > start(ofLine: line), bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return end
    }

    /// What ends the first line.
    private var lineEnd: String {
        guard let first = bytes.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return "\n" }
        if bytes[first] == 0x0A { return "\n" }
        return first + 1 < bytes.count && bytes[first + 1] == 0x0A ? "\r\n" : "\r"
    }
}
