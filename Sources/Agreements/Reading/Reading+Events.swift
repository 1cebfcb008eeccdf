import Findings
import YAMLNodes

/// The words that events are made of; no event can be named like one of them.
let eventWords: Set<String> = ["first", "last", "each", "enters", "leaves", "created", "assigned", "across", "at"]

/// The little language of events: `first enters mql`, `6 touch across 2 kind`, `{ at: dispositioned_at }`.
extension Reading {
    /// An event as such: which or how many of them does not matter here.
    mutating func event(_ node: Node, _ what: String) -> Event? {
        guard let words = words(of: node, what) else { return inPlaceEvent(node, what) }
        var rest = words
        if let word = rest.next, EventChoice.Which(rawValue: word.text) != nil {
            fail(rest, "\(what) is an event without '\(word.text)'", notes: ["remove '\(word.text)'"])
            return nil
        }
        return finish(event(&rest, what), rest, what)
    }

    /// An event with `first`, `last` or `each` before it.
    mutating func choice(_ node: Node, _ what: String, standard: EventChoice.Which = .first) -> EventChoice? {
        guard let words = words(of: node, what) else {
            return inPlaceEvent(node, what).map { EventChoice(which: standard, event: $0) }
        }
        var rest = words
        var which = standard
        if let word = rest.next, let found = EventChoice.Which(rawValue: word.text) {
            which = found
            rest.advance()
        }
        return finish(event(&rest, what), rest, what).map { EventChoice(which: which, event: $0) }
    }

    /// An event with a count before it and what it is to be spread `across` after it.
    mutating func count(_ node: Node, _ what: String) -> EventCount? {
        guard let words = words(of: node, what) else {
            return inPlaceEvent(node, what).map { EventCount(count: 1, event: $0, across: nil) }
        }
        var rest = words
        if let word = rest.next, EventChoice.Which(rawValue: word.text) != nil {
            fail(
                rest, "\(what) is the first such event at or after the start, found '\(word.text)'",
                notes: ["write only the event, or how many: 'touch', '6 touch'"])
            return nil
        }
        var count = 1
        if let word = rest.next, let number = wholeNumber(word.text) {
            guard (1...1000).contains(number) else {
                fail(rest, "\(what) counts from 1 to 1000 events, found \(number)")
                return nil
            }
            count = number
            rest.advance()
        }
        guard let event = event(&rest, what) else { return nil }
        var across: EventCount.Across?
        if rest.next?.text == "across" {
            rest.advance()
            guard let number = rest.next.flatMap({ wholeNumber($0.text) }), number >= 1 else {
                fail(rest, "'across' is followed by a number and a column, as in 'across 2 kind'")
                return nil
            }
            guard number <= count else {
                fail(rest, "\(count == 1 ? "one event" : "\(count) events") cannot have \(number) different values")
                return nil
            }
            rest.advance()
            guard let column = rest.next else {
                fail(rest, "'across \(number)' is followed by a column, as in 'across 2 kind'")
                return nil
            }
            rest.advance()
            across = EventCount.Across(distinct: number, column: column.text)
        }
        return finish(EventCount(count: count, event: event, across: across), rest, what)
    }

    /// The event proper, without what may stand before or after it.
    private mutating func event(_ words: inout EventWords, _ what: String) -> Event? {
        guard let word = words.next else {
            fail(words, "\(what) names an event, found nothing")
            return nil
        }
        words.advance()
        let kind: Event.Kind
        switch word.text {
        case "created": kind = .created
        case "assigned": kind = .assigned
        case "enters", "leaves":
            guard let stage = words.next else {
                fail(words, "'\(word.text)' is followed by a stage")
                return nil
            }
            words.advance()
            guard stages.use(stage.text, at: words.place(of: stage), &findings) else {
                isPartial = true
                return nil
            }
            kind = word.text == "enters" ? .enters(stage: stage.text) : .leaves(stage: stage.text)
        default:
            if !events.contains(word.text), wholeNumber(word.text) != nil {
                fail(words, "a count of events means nothing in \(what), found '\(word.text)'", at: word)
                return nil
            }
            guard useEvent(word.text, at: words.place(of: word)) else { return nil }
            kind = .named(word.text)
        }
        return Event(kind: kind, text: words.text(from: word), place: words.place(from: word))
    }

    private mutating func useEvent(_ name: String, at place: Place) -> Bool {
        if stages.contains(name), !events.contains(name) {
            isPartial = true
            error(
                .unknownEvent, "'\(name)' is a stage, not an event", at: place,
                notes: ["write 'enters \(name)' or 'leaves \(name)'"])
            return false
        }
        if events.use(
            name, at: place, &findings, also: ["created", "assigned", "enters", "leaves", "first", "last", "each"])
        {
            return true
        }
        isPartial = true
        return false
    }

    /// `{ at: dispositioned_at }`: an instant column of the lead.
    private mutating func inPlaceEvent(_ node: Node, _ what: String) -> Event? {
        guard node.mapping != nil else { return nil }
        var reader = MappingReader(node, of: "an event written in place", findings: &findings)
        let column = reader.require("at", as: "at: first_response_at", &findings).flatMap {
            columnName($0, "the column of an event")
        }
        reader.finish(&findings)
        guard let column else {
            isPartial = true
            return nil
        }
        return Event(kind: .column(column), text: "{ at: \(column) }", place: node.place)
    }

    /// The name of a column: one word.
    mutating func columnName(_ node: Node, _ what: String) -> String? {
        guard let text = text(node, what) else { return nil }
        if text.unicodeScalars.contains(where: { "()='<>".unicodeScalars.contains($0) }) {
            error(.unknownWord, "\(what) is the name of a column, found '\(text)'", at: node.place)
            return nil
        }
        return text
    }

    private mutating func words(of node: Node, _ what: String) -> EventWords? {
        guard let scalar = node.scalar else {
            if node.mapping == nil {
                error(.notAnEvent, "\(what) names an event, found \(node.kind)", at: node.place)
                isPartial = true
            }
            return nil
        }
        return EventWords(scalar, path: source.path)
    }

    /// The result, unless words are left over.
    private mutating func finish<Result>(_ result: Result?, _ words: EventWords, _ what: String) -> Result? {
        guard let result else { return nil }
        guard let word = words.next else { return result }
        fail(words, "'\(word.text)' means nothing after the event")
        return nil
    }

    private mutating func fail(
        _ words: EventWords, _ message: String, at word: EventWords.Word? = nil, notes: [String] = []
    ) {
        isPartial = true
        let place = (word ?? words.next).map(words.place(of:)) ?? words.end
        let grammar = "events are 'created', 'assigned', 'enters STAGE', 'leaves STAGE' and those of definitions.events"
        error(.notAnEvent, message, at: place, notes: notes.isEmpty ? [grammar] : notes)
    }
}

private func wholeNumber(_ text: String) -> Int? {
    guard text.utf8.count <= 9, !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
}

/// The words of an event and how far they are read.
private struct EventWords {
    struct Word {
        var text: String
        /// Scalars from the start of the whole text.
        var range: Range<Int>
    }
    private let scalar: Scalar
    private let path: String
    private let words: [Word]
    private var index = 0

    init(_ scalar: Scalar, path: String) {
        self.scalar = scalar
        self.path = path
        var words: [Word] = []
        var start: Int?
        let letters = Array(scalar.text.unicodeScalars)
        for index in 0...letters.count {
            if index < letters.count, !letters[index].properties.isWhitespace {
                start = start ?? index
            } else if let first = start {
                var text = String.UnicodeScalarView()
                text.append(contentsOf: letters[first..<index])
                words.append(Word(text: String(text), range: first..<index))
                start = nil
            }
        }
        self.words = words
    }

    var next: Word? { index < words.count ? words[index] : nil }
    mutating func advance() { index += 1 }

    func place(of word: Word) -> Place { scalar.place(word.range, path: path) }

    /// The words from one on that are read already.
    func text(from word: Word) -> String {
        words[..<index].drop { $0.range.lowerBound < word.range.lowerBound }.map(\.text).joined(separator: " ")
    }

    func place(from word: Word) -> Place {
        scalar.place(
            word.range.lowerBound..<(words[..<index].last?.range.upperBound ?? word.range.upperBound), path: path)
    }

    /// The end of the text.
    var end: Place { scalar.place(scalar.positions.count - 1..<scalar.positions.count, path: path) }
}
