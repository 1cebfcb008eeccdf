/// Finds where records begin and end in lists and pages, piece by piece, without looking at what is in them.
///
/// Safe because it reads only the bytes that it is given, and up to seven after them, which every `BlockBuffer` has.
///
/// Cost: 0.5 ns a byte.
@safe struct JSONCutter: Sendable {
    struct Record {
        var range: Range<Int>
        /// Lines between the start of the block and the record.
        var line: Int
    }

    /// What is wrong with all that follows.
    struct Fault: Error {
        var at: Int
        var message: String
    }

    /// What may come next, outside of values.
    private enum Place {
        case document
        /// In the list of records: its first record, one after a comma, or what follows a record.
        case firstRecord, record, afterRecord
        /// In the object around it, likewise.
        case firstKey, key, colon, value, afterValue
    }

    /// A value whose end is looked for.
    private struct Value {
        enum Kind { case record, key, other }
        var kind: Kind
        var start: Int
        var line: Int
        var depth = 0
        var isInText = false
        var isEscaped = false
        /// A number or a word: it ends where something else begins.
        var isPlain = false
    }

    private let arrangement: JSONShape.Arrangement
    private var place = Place.document
    private var value: Value?
    private var key: [UInt8] = []
    /// The last page said that another one follows it, with what key.
    private(set) var continuation: String?
    /// Where the next byte is to be looked at, and the lines before it.
    private var at = 0
    private var line = 0

    init(_ arrangement: JSONShape.Arrangement) { self.arrangement = arrangement }

    /// Looks at the bytes that are new in the buffer.
    ///
    /// - Returns: What the next call does not need again: the end of the last value that is complete.
    mutating func scan(
        _ bytes: UnsafePointer<UInt8>, count: Int, isEnd: Bool, records: inout [Record]
    ) throws(Fault) -> Int {
        while at < count {
            if value != nil {
                if unsafe finishValue(bytes, count) { try unsafe take(bytes, &records) }
            } else {
                let byte = unsafe bytes[at]
                if byte == 0x0A { line += 1 }
                if JSONShape.isBlank(byte) {
                    at += 1
                } else {
                    try step(byte)
                }
            }
        }
        if isEnd {
            if value?.isPlain == true { try unsafe take(bytes, &records) }
            if let value { throw Fault(at: value.start, message: "what begins here is never closed") }
            guard place == .document else {
                throw Fault(at: max(0, count - 1), message: "the file ends inside a list or an object")
            }
        }
        return value?.start ?? at
    }

    /// The bytes up to `cut` are gone.
    mutating func drop(_ cut: Int, lines: Int) {
        at -= cut
        value?.start -= cut
        value?.line -= lines
        line -= lines
    }

    /// Goes on to the end of the value; false where it is not among the bytes.
    private mutating func finishValue(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard var value else { return false }
        // Local copies stay in registers.
        var (at, line) = (at, line)
        defer { (self.value, self.at, self.line) = (value, at, line) }
        while at < count {
            if value.isInText {
                if !value.isEscaped { at = unsafe JSONText.skipPlain(bytes, at, count) }
                guard at < count else { return false }
                let byte = unsafe bytes[at]
                at &+= 1
                if value.isEscaped {
                    value.isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    value.isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    value.isInText = false
                    if value.depth == 0 { return true }
                } else if byte == 0x0A {
                    line &+= 1
                }
                continue
            }
            let byte = unsafe bytes[at]
            switch byte {
            case UInt8(ascii: "\""): value.isInText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): value.depth &+= 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if value.isPlain { return true }
                value.depth -= 1
                if value.depth == 0 {
                    at &+= 1
                    return true
                }
            case UInt8(ascii: ","), 0x20, 0x09, 0x0D, 0x0A:
                if value.isPlain { return true }
                if byte == 0x0A { line &+= 1 }
            default: break
            }
            at &+= 1
        }
        return false
    }

    /// Puts a value that is complete where it belongs.
    private mutating func take(_ bytes: UnsafePointer<UInt8>, _ records: inout [Record]) throws(Fault) {
        guard let value else { return }
        self.value = nil
        let range = value.start..<at
        func text(_ range: Range<Int>) -> [UInt8] {
            unsafe Array(UnsafeBufferPointer(start: bytes + range.lowerBound, count: range.count))
        }
        switch value.kind {
        case .record:
            records.append(Record(range: range, line: value.line))
            place = arrangement == .loose ? .document : .afterRecord
        case .key:
            key = text(range.lowerBound + 1..<range.upperBound - 1)
            place = .colon
        case .other:
            noteContinuation(text(range))
            place = .afterValue
        }
    }

    private mutating func step(_ byte: UInt8) throws(Fault) {
        func unexpected(_ wanted: String) -> Fault {
            Fault(at: at, message: "expected \(wanted), found \(JSONText.shown(byte))")
        }
        switch place {
        case .document:
            switch arrangement {
            case .loose, .lines: return begin(.record, byte)
            case .lists:
                guard byte == UInt8(ascii: "[") else { throw unexpected("a list '[…]'") }
                place = .firstRecord
            case .pages:
                guard byte == UInt8(ascii: "{") else { throw unexpected("a page '{…}'") }
                continuation = nil
                place = .firstKey
            }
        case .firstRecord where byte == UInt8(ascii: "]"), .afterRecord where byte == UInt8(ascii: "]"):
            place = arrangement == .lists ? .document : .afterValue
        case .firstRecord, .record:
            if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: ",") {
                throw unexpected("a record")
            }
            return begin(.record, byte)
        case .afterRecord:
            guard byte == UInt8(ascii: ",") else { throw unexpected("',' or ']' after a record") }
            place = .record
        case .firstKey where byte == UInt8(ascii: "}"), .afterValue where byte == UInt8(ascii: "}"):
            place = .document
        case .firstKey, .key:
            guard byte == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
            return begin(.key, byte)
        case .colon:
            guard byte == UInt8(ascii: ":") else { throw unexpected("':' after a key") }
            place = .value
        case .value:
            if byte == UInt8(ascii: "["), arrangement == .pages(key: key) {
                place = .firstRecord
            } else {
                if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: ",") {
                    throw unexpected("a value")
                }
                return begin(.other, byte)
            }
        case .afterValue:
            guard byte == UInt8(ascii: ",") else { throw unexpected("',' or '}' after a value") }
            place = .key
        }
        at += 1
    }

    private mutating func begin(_ kind: Value.Kind, _ byte: UInt8) {
        var value = Value(kind: kind, start: at, line: line)
        switch byte {
        case UInt8(ascii: "\""): value.isInText = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): value.depth = 1
        default: value.isPlain = true
        }
        at += 1
        self.value = value
    }

    /// What APIs write on a page that is not the last: Salesforce `done: false`, OData `@odata.nextLink`, HubSpot
    /// `paging: {next: …}`, Pipedrive `more_items_in_collection`, Zoho `more_records`.
    private mutating func noteContinuation(_ bytes: [UInt8]) {
        let name = String(decoding: key, as: UTF8.self)
        let text = String(decoding: bytes.prefix(1 << 16).filter { !JSONShape.isBlank($0) }, as: UTF8.self)
        let follows: Bool =
            switch name {
            case "done": text == "false"
            case "nextRecordsUrl", "@odata.nextLink", "next": text.hasPrefix("\"")
            case "paging": text.hasPrefix("{\"next\":{")
            case "additional_data", "info", "pagination":
                text.contains("\"more_items_in_collection\":true") || text.contains("\"more_records\":true")
            case "hasMore", "has_more": text == "true"
            default: false
            }
        if follows { continuation = name }
    }
}
