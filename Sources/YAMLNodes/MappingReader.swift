import Findings

/// Reads a mapping key by key, then reports the keys nobody asked for, with the nearest known one.
///
///     var reader = MappingReader(node, of: "a rule", findings: &findings)
///     let says = reader.text("says", &findings)
///     reader.finish(&findings)
public struct MappingReader {
    /// What the mapping describes, as it reads in a message: `a rule`.
    public let subject: String
    public let place: Place
    private var entries: [Node.Entry]
    private var known: [String] = []
    /// Keys that are there and were asked for.
    private var taken: Set<String> = []
    private var isMapping: Bool

    /// A node that is no mapping is reported, and read as an empty one.
    ///
    /// - Parameter place: What a missing key is reported at: the key under which the mapping stands reads best. The
    ///   mapping's own place where it is nil.
    public init(_ node: Node, of subject: String, at place: Place? = nil, findings: inout [Finding]) {
        self.subject = subject
        self.place = place ?? node.place
        if let mapping = node.mapping {
            entries = mapping
            isMapping = true
        } else {
            entries = []
            isMapping = false
            // Where nothing was written there is nothing to point at but the key.
            let isNothing = node.scalar?.isNull == true
            findings.append(
                .error(
                    .notAMapping, "\(subject) is a mapping of keys to values, found \(node.kind)",
                    at: isNothing ? self.place : node.place))
        }
    }

    /// The value of a key, whatever it is; absent and empty values are nil.
    public mutating func take(_ key: String) -> Node? { takeEntry(key)?.value }

    /// A key with its place and its value; nil where it is absent or its value empty.
    public mutating func takeEntry(_ key: String) -> Node.Entry? {
        known.append(key)
        guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
        let entry = entries.remove(at: index)
        taken.insert(key)
        if let scalar = entry.value.scalar, scalar.isNull { return nil }
        return entry
    }

    /// The value of a key that must be there.
    ///
    /// - Parameter example: The key with a value, for whoever left it out.
    public mutating func require(_ key: String, as example: String? = nil, _ findings: inout [Finding]) -> Node? {
        let value = take(key)
        // A misspelt key is reported as one, with the key that was meant; that is enough.
        if value == nil, isMapping, !entries.contains(where: { nearest(to: $0.key, among: [key]) != nil }) {
            let notes = example.map { ["write it as in '\($0)'"] } ?? []
            findings.append(.error(.missingKey, "\(subject) needs '\(key)'", at: place, notes: notes))
        }
        return value
    }

    /// The text of a key; a list or mapping there is reported.
    public mutating func text(_ key: String, _ findings: inout [Finding]) -> String? {
        guard let node = take(key) else { return nil }
        guard let scalar = node.scalar else {
            findings.append(.error(.notText, "'\(key)' of \(subject) is text, found \(node.kind)", at: node.place))
            return nil
        }
        return scalar.text
    }

    /// `true` or `false`, and nothing else.
    public mutating func boolean(_ key: String, _ findings: inout [Finding]) -> Bool? {
        guard let node = take(key) else { return nil }
        switch node.scalar?.text {
        case "true": return true
        case "false": return false
        default:
            findings.append(
                .error(
                    .notABoolean,
                    "'\(key)' of \(subject) is true or false, found \(node.scalar.map { "'\($0.text)'" } ?? node.kind)",
                    at: node.place))
            return nil
        }
    }

    /// The items of a list; anything else there is reported. Absent is nil.
    public mutating func list(_ key: String, _ findings: inout [Finding]) -> [Node]? {
        guard let node = take(key) else { return nil }
        if node.sequence == nil {
            findings.append(.error(.notAList, "'\(key)' of \(subject) is a list, found \(node.kind)", at: node.place))
        }
        return node.sequence
    }

    /// Where a key stands that has not been taken yet.
    public func place(ofKey key: String) -> Place? { entries.first { $0.key == key }?.keyPlace }

    /// Entries not taken so far: for mappings whose keys are the author's own names.
    public mutating func takeRest() -> [Node.Entry] {
        defer { entries = [] }
        return entries
    }

    /// Whether a key is left that was not taken.
    public var hasUnknownKeys: Bool { !entries.isEmpty }

    /// Reports every key that was not taken.
    ///
    /// - Parameter instead: Keys of other places that are often written here, and what stands here in their place.
    public func finish(_ findings: inout [Finding], instead: [String: String] = [:]) {
        for entry in entries {
            var notes: [String] = []
            if let near = instead[entry.key] ?? nearest(to: entry.key, among: known) {
                notes.append("did you mean '\(near)'?")
            } else if !known.isEmpty {
                notes.append("known keys are \(known.sorted().joined(separator: ", "))")
            }
            let meant = onlyNearest(to: entry.key, among: known).flatMap { taken.contains($0) ? nil : $0 }
            findings.append(
                .error(
                    .unknownKey, "unknown key '\(entry.key)' in \(subject)", at: entry.keyPlace, notes: notes,
                    fix: meant.map { Fix(entry.key, to: $0, at: entry.keyPlace) }))
        }
    }
}
