import Findings

/// Builds the tree of one document from its events, and reports what the dialect does not take.
struct TreeBuilder: ~Copyable {
    private let source: SourceText
    private let limits: YAMLReader.Limits
    private var stream: EventStream
    private(set) var findings: [Finding] = []
    /// What each anchor stands for, with the number of nodes it adds where an alias names it.
    private var anchors: [String: (node: Node, size: Int)] = [:]
    private var nodeCount = 0
    private var aliasedCount = 0
    /// The last scalar and the collections that are open: what a syntax fault is explained by.
    private var trail = SyntaxTrail()
    private var cursor: TextCursor

    init(source: SourceText, limits: YAMLReader.Limits) {
        self.source = source
        self.limits = limits
        stream = EventStream(source.bytes[source.start(ofLine: 1)...])
        cursor = TextCursor(source)
    }

    /// Why the rest of a text is not read; the reason is in the findings, or will be.
    private enum Stop: Error {
        case fault(StreamFault)
        case refused
    }

    /// The root of the only document; nil where there is none or it could not be read to its end.
    mutating func document() -> Node? {
        do throws(Stop) {
            var root: Node?
            while true {
                let event = try next()
                switch event.kind {
                case .streamStart, .documentEnd: continue
                case .documentStart where root == nil:
                    root = try node(try next(), depth: 0)
                case .documentStart:
                    findings.append(
                        .error(
                            .severalDocuments, "a second document begins here, expected one in a file",
                            at: place(event.start, event.end), notes: ["split the file, or remove the line '---'"]))
                    return root
                default:
                    if root == nil {
                        findings.append(
                            .error(
                                .emptyDocument, "the file holds no YAML: it is empty or all comments",
                                at: Place(path: source.path, line: 1)))
                    }
                    return root
                }
            }
        } catch {
            if case .fault(let fault) = error { findings.append(trail.finding(for: fault, in: source)) }
            return nil
        }
    }

    private mutating func next() throws(Stop) -> StreamEvent {
        do throws(StreamFault) {
            let event = try stream.next()
            trail.note(event, in: source)
            return event
        } catch {
            throw .fault(error)
        }
    }

    private mutating func node(_ event: StreamEvent, depth: Int) throws(Stop) -> Node {
        if depth > limits.depth {
            findings.append(
                .error(
                    .tooDeep, "lists and mappings are nested more than \(limits.depth) deep",
                    at: place(event.start, event.end)))
            throw .refused
        }
        if let full = event.tag {
            let standard = "tag:yaml.org,2002:"
            let tag = full.hasPrefix(standard) ? "!!" + full.dropFirst(standard.count) : full
            findings.append(
                .error(
                    .tag, "the tag '\(tag)' means nothing here", at: place(event.start, event.end),
                    notes: [
                        "text that begins with '!' wants quotes; types are decided by the key, so '!!str' is not needed"
                    ]))
        }
        let countBefore = nodeCount
        nodeCount += 1
        let result: Node
        switch event.kind {
        case .alias(let anchor): return try alias(anchor, at: place(event.start, event.end))
        case .scalar(let text, let style): result = scalar(text, style, event)
        case .sequenceStart(let isFlow): result = try sequence(from: event, isFlow: isFlow, depth: depth)
        case .mappingStart(let isFlow): result = try mapping(from: event, isFlow: isFlow, depth: depth)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            preconditionFailure("libyaml ends what it began before it begins something else")
        }
        if let anchor = event.anchor { anchors[anchor] = (result, nodeCount - countBefore) }
        return result
    }

    private mutating func scalar(_ text: String, _ style: Scalar.Style, _ event: StreamEvent) -> Node {
        let range = Position(event.start)..<Position(event.end)
        return Node(
            .scalar(Scalar(text, style: style, at: range, &cursor)), place: Place(path: source.path, range: range))
    }

    private mutating func alias(_ anchor: String, at place: Place) throws(Stop) -> Node {
        guard let (node, size) = anchors[anchor] else {
            findings.append(unknownAnchor(anchor, at: place))
            return Node(.scalar(Scalar("", style: .plain, from: place.range.lowerBound)), place: place)
        }
        nodeCount += size - 1
        aliasedCount += size
        if aliasedCount > limits.aliasedNodes {
            findings.append(
                .error(
                    .tooManyAliases,
                    "'*\(anchor)' brings what aliases add to more than \(limits.aliasedNodes) values", at: place,
                    notes: ["aliases of aliases multiply: write out what is meant"]))
            throw .refused
        }
        return Node(node.content, place: place)
    }

    private func unknownAnchor(_ anchor: String, at place: Place) -> Finding {
        var notes = ["text that begins with '*' wants quotes"]
        if let near = nearest(to: anchor, among: anchors.keys.sorted()) {
            notes.insert("did you mean '*\(near)'?", at: 0)
        }
        return .error(.unknownAnchor, "no anchor '&\(anchor)' comes before this alias", at: place, notes: notes)
    }

    private mutating func sequence(from start: StreamEvent, isFlow: Bool, depth: Int) throws(Stop) -> Node {
        var items: [Node] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind {
                let end = isFlow ? Position(event.end) : items.last?.place.range.upperBound ?? Position(start.end)
                if isFlow { mendCutItems(&items) }
                return Node(.sequence(items), place: place(from: start, to: end))
            }
            items.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func mapping(from start: StreamEvent, isFlow: Bool, depth: Int) throws(Stop) -> Node {
        var entries: [Node.Entry] = []
        var firstPlaces: [String: Place] = [:]
        while true {
            let event = try next()
            if case .mappingEnd = event.kind {
                let end =
                    isFlow ? Position(event.end) : entries.last?.value.place.range.upperBound ?? Position(start.end)
                if isFlow { mendCutEntries(&entries) }
                return Node(.mapping(entries), place: place(from: start, to: end))
            }
            let key = try node(event, depth: depth + 1)
            let value = try node(try next(), depth: depth + 1)
            guard let scalar = key.scalar else {
                findings.append(
                    .error(
                        .complexKey, "a key is text, found \(key.kind)", at: key.place,
                        notes: ["text that begins with '[', '{' or '?' wants quotes"]))
                continue
            }
            if scalar.text == "<<", scalar.style == .plain {
                findings.append(
                    .error(
                        .mergeKey, "merge keys ('<<') are not read", at: key.place,
                        notes: ["write the keys out, or give the whole value an alias"]))
                continue
            }
            if scalar.text.isEmpty, scalar.style == .plain {
                findings.append(
                    .error(.complexKey, "a key is missing before ':'", at: key.place, notes: ["write 'key: value'"]))
                continue
            }
            if let first = firstPlaces[scalar.text] {
                findings.append(
                    .error(
                        .duplicateKey, "the key '\(scalar.text)' stands here a second time", at: key.place,
                        notes: ["the first is read; rename or remove one of them"],
                        related: [Finding.Related(place: first, message: "first written here")]))
                continue
            }
            firstPlaces[scalar.text] = key.place
            entries.append(Node.Entry(key: scalar.text, keyPlace: key.place, value: value))
        }
    }

    private func place(_ start: Mark, _ end: Mark) -> Place {
        Place(path: source.path, range: Position(start)..<max(Position(start), Position(end)))
    }

    private func place(from start: StreamEvent, to end: Position) -> Place {
        Place(path: source.path, range: Position(start.start)..<max(Position(start.start), end))
    }
}

extension Position {
    init(_ mark: Mark) { self.init(line: mark.line + 1, column: mark.column + 1) }
}

// MARK: A comma that cut an unquoted value in two

extension TreeBuilder {
    /// `{ when: score in (1, 2), means: A, b and c }` reads as `when: score in (1` and a key `2)` without a value: put
    /// together what the author wrote as one, and say so.
    private mutating func mendCutEntries(_ entries: inout [Node.Entry]) {
        var index = 0
        while index < entries.count {
            defer { index += 1 }
            guard let cut = entries[index].value.scalar, cut.style == .plain, !cut.text.isEmpty else { continue }
            let pieces = entries[(index + 1)...].prefix { isLoneKey($0) }
            guard let last = lastPiece(of: cut.text, pieces.map(\.key)) else { continue }
            let end = entries[index + last].keyPlace.range.upperBound
            entries[index].value = mended(entries[index].value, to: end, isCondition: cut.openParentheses > 0)
            entries.removeSubrange(index + 1...index + last)
        }
        // A mapping in which no key has a value is a set of names.
        guard !entries.allSatisfy({ isLoneKey($0) }) else { return }
        entries.removeAll { entry in
            guard isLoneKey(entry) else { return false }
            findings.append(
                .error(
                    .keyWithoutValue, "'\(entry.key)' has no value", at: entry.keyPlace,
                    notes: [
                        "write '\(entry.key): …'; if it belongs to the text before the comma, put the whole text in quotes"
                    ]))
            return true
        }
    }

    /// A key that not even a colon follows.
    private func isLoneKey(_ entry: Node.Entry) -> Bool {
        guard let scalar = entry.value.scalar, scalar.style == .plain, scalar.text.isEmpty else { return false }
        let end = entry.keyPlace.range.upperBound
        return !source.text(in: end..<max(end, entry.value.place.range.lowerBound)).contains(":")
    }

    /// How many of the keys without a value that follow a text are pieces of it: those up to the parenthesis that closes
    /// what the text opened, or all of them where one is no single word. Nil where they are keys.
    private func lastPiece(of text: String, _ pieces: [String]) -> Int? {
        var open = Scalar.openParentheses(in: text)
        if open > 0 {
            for (index, piece) in pieces.enumerated() {
                open += Scalar.openParentheses(in: piece)
                if open <= 0 { return index + 1 }
            }
            return nil
        }
        let isProse = pieces.contains { piece in
            !piece.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0 == "_" || $0 == "-" }
        }
        return isProse ? pieces.count : nil
    }

    /// The same in a list: `[ score in (1, 2), … ]`.
    private mutating func mendCutItems(_ items: inout [Node]) {
        var index = 0
        while index < items.count {
            defer { index += 1 }
            guard let cut = items[index].scalar, cut.style == .plain, cut.openParentheses > 0 else { continue }
            let pieces = items[(index + 1)...].prefix { $0.scalar != nil }.map { $0.scalar?.text ?? "" }
            guard let last = lastPiece(of: cut.text, pieces) else { continue }
            items[index] = mended(items[index], to: items[index + last].place.range.upperBound, isCondition: true)
            items.removeSubrange(index + 1...index + last)
        }
    }

    private mutating func mended(_ node: Node, to end: Position, isCondition: Bool) -> Node {
        let start = node.place.range.lowerBound
        let comma = node.place.range.upperBound
        let whole = Place(path: source.path, range: start..<max(start, end))
        let text = source.text(in: whole.range)
        var finding = Finding.commaInFlow(text, at: Place(path: source.path, range: comma..<comma))
        if !isCondition {
            finding.level = .warning
            finding.message = "inside { } this comma ends unquoted text; it is read as one text all the same"
        }
        findings.append(finding)
        return Node(.scalar(Scalar(text, style: .plain, at: whole.range, &cursor)), place: whole)
    }
}

extension Finding {
    /// A `#` that began a comment in the middle of what was meant as text.
    public static func hashInValue(at position: Position, path: String) -> Finding {
        .error(
            .hashInValue, "after a space, '#' begins a comment, so the unquoted text ends here",
            at: Place(path: path, range: position..<Position(line: position.line, column: position.column + 1)),
            notes: ["put the whole value in quotes"])
    }

    /// The comma at which libyaml ended an unquoted value inside `{ }` or `[ ]`.
    static func commaInFlow(_ text: String?, at place: Place) -> Finding {
        var notes = ["put the value in quotes, or write it on a line of its own outside { }"]
        if let text, !text.contains("\n"), !text.contains("\"") { notes[0] = "put the value in quotes: \"\(text)\"" }
        return .error(
            .commaInFlow, "inside { } or [ ] this comma ends the unquoted value before it", at: place, notes: notes)
    }
}

extension Scalar {
    /// How many parentheses the text opens and does not close; negative where it closes more.
    var openParentheses: Int { Scalar.openParentheses(in: text) }

    static func openParentheses(in text: String) -> Int {
        text.utf8.reduce(0) { $0 + ($1 == 0x28 ? 1 : $1 == 0x29 ? -1 : 0) }
    }
}
