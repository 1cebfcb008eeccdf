/// JSON, written as it comes: keys in the order in which they are given, one entry a line, small objects on one line.
package struct JSONWriter: ~Copyable {
    private var bytes: ByteWriter
    /// For each open object or list: whether it stands on one line.
    private var open: [Bool] = []
    private var isFirst = true
    private var followsKey = false

    package init(_ bytes: consuming ByteWriter) {
        self.bytes = bytes
    }

    /// Ends the last line and hands on everything.
    package mutating func finish() {
        bytes.write(byte: UInt8(ascii: "\n"))
        bytes.flush()
    }

    /// Hands on everything.
    package mutating func flush() { bytes.flush() }

    /// An object on a line of its own, beside others that no list holds.
    package mutating func line(_ body: (inout JSONWriter) -> Void) {
        isFirst = true
        object(onOneLine: true, body)
        bytes.write(byte: UInt8(ascii: "\n"))
    }

    /// Lines that several threads make, in order.
    package mutating func written(partCount: Int, threads: Int, _ part: @Sendable (Int, inout ByteWriter) -> Void) {
        bytes.write(partCount: partCount, threads: threads, part)
    }

    package mutating func object(onOneLine: Bool = false, _ body: (inout JSONWriter) -> Void) {
        nest(UInt8(ascii: "{"), UInt8(ascii: "}"), onOneLine: onOneLine, body)
    }

    package mutating func list(onOneLine: Bool = false, _ body: (inout JSONWriter) -> Void) {
        nest(UInt8(ascii: "["), UInt8(ascii: "]"), onOneLine: onOneLine, body)
    }

    package mutating func key(_ name: String) {
        begin()
        bytes.write(json: Array(name.utf8)[...])
        bytes.write(byte: UInt8(ascii: ":"))
        bytes.write(byte: UInt8(ascii: " "))
        followsKey = true
    }

    package mutating func value(_ text: String) {
        begin()
        bytes.write(json: Array(text.utf8)[...])
    }

    /// Well-formed UTF-8.
    package mutating func value(_ text: ArraySlice<UInt8>) {
        begin()
        bytes.write(json: text)
    }

    package mutating func value(_ number: Int) {
        begin()
        bytes.write(number)
    }

    /// The shortest digits that give the number back; what is no number is null.
    package mutating func value(_ number: Double) {
        begin()
        if !number.isFinite {
            bytes.write("null")
        } else if number == number.rounded(), number.magnitude < 1e15 {
            bytes.write(Int(number))
        } else {
            bytes.write(number.description)
        }
    }

    package mutating func value(_ truth: Bool) {
        begin()
        bytes.write(truth ? "true" : "false")
    }

    package mutating func value(instant: Int64) {
        begin()
        bytes.write(byte: UInt8(ascii: "\""))
        bytes.write(instant: instant)
        bytes.write(byte: UInt8(ascii: "\""))
    }

    package mutating func value(secondsOf milliseconds: Int64) {
        begin()
        bytes.write(secondsOf: milliseconds)
    }

    package mutating func null() {
        begin()
        bytes.write("null")
    }

    /// An element that the caller writes himself, on one line.
    package mutating func element(_ write: (inout ByteWriter) -> Void) {
        begin()
        write(&bytes)
    }

    private mutating func nest(
        _ opening: UInt8, _ closing: UInt8, onOneLine: Bool, _ body: (inout JSONWriter) -> Void
    ) {
        begin()
        bytes.write(byte: opening)
        open.append(onOneLine || open.last == true)
        isFirst = true
        body(&self)
        let wasOnOneLine = open.removeLast()
        if !wasOnOneLine, !isFirst { newLine() }
        bytes.write(byte: closing)
        isFirst = false
    }

    /// What stands before a value or a key: a comma after the one before it, and a new line.
    private mutating func begin() {
        if followsKey {
            followsKey = false
            return
        }
        guard let onOneLine = open.last else { return }
        if !isFirst { bytes.write(byte: UInt8(ascii: ",")) }
        if !onOneLine {
            newLine()
        } else if !isFirst {
            bytes.write(byte: UInt8(ascii: " "))
        }
        isFirst = false
    }

    private mutating func newLine() {
        bytes.write(byte: UInt8(ascii: "\n"))
        for _ in open {
            bytes.write(byte: UInt8(ascii: " "))
            bytes.write(byte: UInt8(ascii: " "))
        }
    }
}

extension JSONWriter {
    /// A key with a text, or with null.
    package mutating func pair(_ name: String, _ text: String?) {
        key(name)
        if let text { value(text) } else { null() }
    }

    package mutating func pair(_ name: String, _ number: Int?) {
        key(name)
        if let number { value(number) } else { null() }
    }

    package mutating func pair(_ name: String, _ number: Double?) {
        key(name)
        if let number { value(number) } else { null() }
    }

    package mutating func pair(_ name: String, _ truth: Bool) {
        key(name)
        value(truth)
    }

    package mutating func pair(_ name: String, _ texts: [String]) {
        key(name)
        list(onOneLine: true) { list in
            for text in texts { list.value(text) }
        }
    }
}
