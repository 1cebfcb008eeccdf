import Columns

/// Reads one record after the other by the grammar of RFC 8259, and notes where the value of each key lies.
///
/// Safe because it reads only the bytes of the range that it is given, and up to seven after them, which every
/// `BlockBuffer` has.
@safe struct JSONRecordParser {
    /// Objects and lists within each other, the record being the first.
    static let deepest = 64

    /// Why bytes are no record, and where.
    struct Fault: Error {
        var at: Int
        var message: String
    }

    /// Where the value of a key lies in the bytes; for texts, between the quotes.
    struct Value {
        var start: UInt32 = 0
        var end: UInt32 = 0
        var isEscaped = false
        /// Which record it is of; of an older one, the key is not there.
        var record: UInt32 = 0
    }

    private(set) var keys: JSONKeys
    /// Keys that are not known yet are taken up.
    let isDiscovering: Bool
    /// By number of key.
    private(set) var values: [Value]
    private(set) var record: UInt32 = 0
    private(set) var hasNonASCII = false
    /// The key with which an object began last, and by key the one that followed it last; −1 for none. The next object is
    /// mostly like the one before.
    private var firstKeys: [Int]
    private var nextKeys: [Int] = []
    /// The names of keys, side by side.
    private var names: [TextSpan] = []
    private var letters: [UInt8] = []
    private var bytes: UnsafePointer<UInt8>
    private var at = 0
    private var end = 0

    init(_ keys: JSONKeys = JSONKeys(), isDiscovering: Bool = false) {
        self.keys = keys
        self.isDiscovering = isDiscovering
        values = Array(repeating: Value(), count: keys.keys.count)
        firstKeys = Array(repeating: -1, count: keys.objectCount)
        unsafe bytes = UnsafePointer(bitPattern: 1).unsafelyUnwrapped
        for key in keys.keys { takeUp(key.name) }
    }

    func hasValue(_ key: Int) -> Bool { values[key].record == record && values[key].end > 0 }

    /// Reads the record that fills `range`, blanks before and after it aside.
    mutating func parse(_ start: UnsafePointer<UInt8>, _ range: Range<Int>) throws(Fault) {
        unsafe bytes = start
        at = range.lowerBound
        end = range.upperBound
        record &+= 1
        if record == 1 || record == .max {
            record = 1
            for index in values.indices { values[index].record = 0 }
        }
        skipBlanks()
        guard at < end, byte == UInt8(ascii: "{") else {
            throw fault("a record is an object '{…}', found \(found)")
        }
        try object(0, path: "", depth: 1)
        skipBlanks()
        if at < end { throw fault("the record has ended, found \(found)") }
    }

    // MARK: Structure

    private var byte: UInt8 { unsafe bytes[at] }

    private mutating func skipBlanks() {
        while at < end, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at &+= 1 }
    }

    private mutating func object(_ object: Int, path: String, depth: Int) throws(Fault) {
        if depth > JSONRecordParser.deepest { throw tooDeep }
        at += 1
        skipBlanks()
        if at < end, byte == UInt8(ascii: "}") {
            at += 1
            return
        }
        var previous = -1
        while true {
            guard at < end, byte == UInt8(ascii: "\"") else { throw fault("expected a key in quotes, found \(found)") }
            let start = at
            let name = try text()
            let key = try number(of: name, in: object, after: previous, path: path, at: start)
            if key >= 0 {
                previous = key
                if values[key].record == record {
                    throw Fault(at: start, message: "the key '\(keys.keys[key].column)' stands twice in the record")
                }
                values[key] = Value(record: record)
            }
            skipBlanks()
            guard at < end, byte == UInt8(ascii: ":") else { throw fault("expected ':' after a key, found \(found)") }
            at += 1
            skipBlanks()
            try member(key, depth: depth)
            skipBlanks()
            guard at < end else { throw fault("the record ends inside an object") }
            if byte == UInt8(ascii: "}") { break }
            guard byte == UInt8(ascii: ",") else { throw fault("expected ',' or '}', found \(found)") }
            at += 1
            skipBlanks()
        }
        at += 1
    }

    /// The value of a key; of −1, which stands for keys that nobody knows, it is passed over.
    private mutating func member(_ key: Int, depth: Int) throws(Fault) {
        guard at < end else { throw fault("the record ends before a value") }
        if byte == UInt8(ascii: "{") {
            guard key >= 0 else { return try skipValue(depth: depth) }
            var inner = keys.keys[key].object
            if inner == nil, isDiscovering {
                inner = keys.makeObject(key)
                firstKeys.append(-1)
            }
            guard let inner else { return try skipValue(depth: depth) }
            return try object(inner, path: isDiscovering ? keys.keys[key].column : "", depth: depth + 1)
        }
        if isDiscovering { keys.makeColumn(key) }
        let start = at
        if byte == UInt8(ascii: "\"") {
            let text = try text()
            if key >= 0 {
                values[key] = Value(
                    start: UInt32(text.range.lowerBound), end: UInt32(text.range.upperBound),
                    isEscaped: text.isEscaped, record: record)
            }
            return
        }
        let isNull = byte == UInt8(ascii: "n")
        try skipValue(depth: depth)
        if key >= 0, !isNull {
            values[key] = Value(start: UInt32(start), end: UInt32(at), record: record)
        }
    }

    /// Passes over a value by its grammar.
    private mutating func skipValue(depth: Int) throws(Fault) {
        guard at < end else { throw fault("the record ends before a value") }
        switch byte {
        case UInt8(ascii: "\""): _ = try text()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        case UInt8(ascii: "-"), 0x30...0x39: try number()
        case UInt8(ascii: "["), UInt8(ascii: "{"): try skipContainer(depth: depth + 1)
        default: throw fault("expected a value, found \(found)")
        }
    }

    private mutating func skipContainer(depth: Int) throws(Fault) {
        if depth > JSONRecordParser.deepest { throw tooDeep }
        let isObject = byte == UInt8(ascii: "{")
        let closing = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        at += 1
        skipBlanks()
        if at < end, byte == closing {
            at += 1
            return
        }
        while true {
            if isObject {
                guard at < end, byte == UInt8(ascii: "\"") else {
                    throw fault("expected a key in quotes, found \(found)")
                }
                _ = try text()
                skipBlanks()
                guard at < end, byte == UInt8(ascii: ":") else {
                    throw fault("expected ':' after a key, found \(found)")
                }
                at += 1
                skipBlanks()
            }
            try skipValue(depth: depth)
            skipBlanks()
            guard at < end else { throw fault("the record ends inside \(isObject ? "an object" : "a list")") }
            if byte == closing { break }
            guard byte == UInt8(ascii: ",") else {
                throw fault("expected ',' or '\(isObject ? "}" : "]")', found \(found)")
            }
            at += 1
            skipBlanks()
        }
        at += 1
    }

    // MARK: Scalars

    /// A text between quotes, and whether some letter of it is written as an escape.
    private mutating func text() throws(Fault) -> (range: Range<Int>, isEscaped: Bool) {
        let opening = at
        at &+= 1
        let start = at
        var isEscaped = false
        while true {
            skipPlainLetters()
            guard at < end else { throw Fault(at: opening, message: "a text begins here and is never closed") }
            switch byte {
            case UInt8(ascii: "\""):
                at &+= 1
                return (start..<at &- 1, isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                try escape()
            default: throw fault("a text holds \(found), which is written as an escape: \\n, \\t, \\u0001")
            }
        }
    }

    /// On to the next quote, backslash or control letter, or to the end.
    private mutating func skipPlainLetters() {
        at = unsafe JSONText.skipPlain(bytes, at, end, hasNonASCII: &hasNonASCII)
    }

    private mutating func escape() throws(Fault) {
        let start = at
        at += 1
        guard at < end else { throw fault("the record ends inside an escape") }
        switch byte {
        case UInt8(ascii: "u"):
            for _ in 0..<4 {
                at += 1
                guard at < end, JSONText.digit(byte) != nil else {
                    throw Fault(at: start, message: "'\\u' is followed by four hexadecimal digits")
                }
            }
            at += 1
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 1
        default: throw Fault(at: start, message: "no escape begins with a backslash and \(found)")
        }
    }

    private mutating func literal(_ word: StaticString) throws(Fault) {
        let start = at
        for index in 0..<word.utf8CodeUnitCount {
            guard at < end, unsafe byte == word.utf8Start[index] else {
                throw Fault(at: start, message: "expected a value: true, false and null are the only words")
            }
            at += 1
        }
    }

    private mutating func number() throws(Fault) {
        let start = at
        func wrong(_ message: String) -> Fault { Fault(at: start, message: message) }
        if byte == UInt8(ascii: "-") { at += 1 }
        let isZero = at < end && byte == 0x30
        let whole = skipDigits()
        if whole == 0 { throw wrong("a number has digits") }
        if isZero, whole > 1 { throw wrong("a number does not begin with zeros") }
        if at < end, byte == UInt8(ascii: ".") {
            at += 1
            if skipDigits() == 0 { throw wrong("a number has digits after its point") }
        }
        if at < end, byte | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < end, byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") { at += 1 }
            if skipDigits() == 0 { throw wrong("a number has digits in its exponent") }
        }
    }

    private mutating func skipDigits() -> Int {
        let start = at
        while at < end, (0x30...0x39).contains(byte) { at += 1 }
        return at - start
    }

    // MARK: Keys

    private mutating func number(
        of name: (range: Range<Int>, isEscaped: Bool), in object: Int, after previous: Int, path: String, at start: Int
    ) throws(Fault) -> Int {
        let expected = previous < 0 ? firstKeys[object] : nextKeys[previous]
        if expected >= 0, !name.isEscaped, isName(of: expected, name.range) { return expected }
        var spelt = unsafe Array(UnsafeBufferPointer(start: bytes + name.range.lowerBound, count: name.range.count))
        if name.isEscaped { spelt = JSONText.decode(spelt) }
        var key = keys.key(spelt, in: object)
        if key == nil, isDiscovering {
            key = keys.add(spelt, to: object, path: path)
            values.append(Value())
            takeUp(spelt)
            if keys.isTooWide {
                throw Fault(at: start, message: "the records have more than \(JSONKeys.mostColumns) different keys")
            }
        }
        guard let key else { return -1 }
        if previous < 0 { firstKeys[object] = key } else { nextKeys[previous] = key }
        return key
    }

    private mutating func takeUp(_ name: [UInt8]) {
        names.append(TextSpan(start: letters.count, length: name.count))
        // Each is filled up, so that whole words can be compared.
        letters += name + [UInt8](repeating: 0, count: 8 - name.count % 8)
        nextKeys.append(-1)
    }

    /// Whether the name of a key stands here: eight letters at a time.
    private func isName(of key: Int, _ range: Range<Int>) -> Bool {
        let name = names[key]
        guard name.length == range.count else { return false }
        return unsafe letters.withUnsafeBytes { letters in
            var done = 0
            while done < name.length {
                let here = unsafe UInt64(
                    littleEndian: UnsafeRawPointer(bytes + (range.lowerBound &+ done)).loadUnaligned(as: UInt64.self))
                let there = unsafe UInt64(
                    littleEndian: letters.loadUnaligned(fromByteOffset: name.start &+ done, as: UInt64.self))
                let left = name.length &- done
                let beyond = left >= 8 ? 0 : ~UInt64(0) << UInt64(8 &* left)
                if (here ^ there) & ~beyond != 0 { return false }
                done &+= 8
            }
            return true
        }
    }

    // MARK: Words

    private var tooDeep: Fault {
        fault("objects and lists lie more than \(JSONRecordParser.deepest) deep within each other")
    }

    private func fault(_ message: String) -> Fault { Fault(at: at, message: message) }

    private var found: String { at < end ? JSONText.shown(byte) : "its end" }
}
