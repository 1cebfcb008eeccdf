/// How much a finding matters: an error stops the judgement, a warning does not.
public enum Level: String, Hashable, Comparable, Sendable, CaseIterable {
    case note, warning, error

    public static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }
    private var rank: Int { Level.allCases.firstIndex(of: self) ?? 0 }
}

/// Something worth telling the author of an agreement or the keeper of a snapshot, and where it is.
public struct Finding: Hashable, Sendable {
    public var level: Level
    public var code: Code
    /// One line, lower case, no full stop: what was found and what was expected.
    public var message: String
    /// Absent where the finding is about a whole run and no place in a text.
    public var place: Place?
    /// How to mend it, what else is known: one line each.
    public var notes: [String]
    /// Other places that belong to the finding, each with a word on why.
    public var related: [Related]
    /// How to mend it, where that is certain.
    public var fix: Fix?
    /// What stands at the place may be a secret, so that its line is not shown.
    public var hidesText = false

    public struct Related: Hashable, Sendable {
        public var place: Place
        public var message: String

        public init(place: Place, message: String) {
            self.place = place
            self.message = message
        }
    }

    public init(
        _ level: Level, _ code: Code, _ message: String, at place: Place?, notes: [String] = [],
        related: [Related] = [],
        fix: Fix? = nil
    ) {
        self.fix = fix
        self.level = level
        self.code = code
        self.message = message
        self.place = place
        self.notes = notes
        self.related = related
    }

    public static func error(
        _ code: Code, _ message: String, at place: Place?, notes: [String] = [], related: [Related] = [],
        fix: Fix? = nil
    ) -> Finding {
        Finding(.error, code, message, at: place, notes: notes, related: related, fix: fix)
    }

    public static func warning(
        _ code: Code, _ message: String, at place: Place?, notes: [String] = [], related: [Related] = [],
        fix: Fix? = nil
    ) -> Finding {
        Finding(.warning, code, message, at: place, notes: notes, related: related, fix: fix)
    }
}

extension Sequence where Element == Finding {
    public var hasErrors: Bool { contains { $0.level == .error } }
}

extension Array where Element == Finding {
    /// Each finding once, by place in the file, errors before warnings at one place; findings without a place first.
    /// Files keep the order in which they are first mentioned.
    public func inReadingOrder() -> [Finding] {
        var fileOrder: [String: Int] = [:]
        for finding in self {
            guard let path = finding.place?.path, fileOrder[path] == nil else { continue }
            fileOrder[path] = fileOrder.count
        }
        func key(_ finding: Finding) -> (Int, Position, Int) {
            guard let place = finding.place else { return (-1, Position(line: 0, column: 0), 0) }
            return (fileOrder[place.path] ?? 0, place.range.lowerBound, finding.level == .error ? 0 : 1)
        }
        var seen: Set<Finding> = []
        let keyed = enumerated().filter { seen.insert($0.element).inserted }.map {
            (key($0.element), $0.offset, $0.element)
        }
        return keyed.sorted { a, b in
            a.0 != b.0 ? a.0 < b.0 : a.1 < b.1
        }.map(\.2)
    }

    /// `2 errors, 1 warning`; `no errors` where there is nothing.
    public var summary: String {
        let parts = [Level.error, .warning].compactMap { level -> String? in
            let count = self.count { $0.level == level }
            return count == 0 ? nil : "\(count) \(level.rawValue)\(count == 1 ? "" : "s")"
        }
        return parts.isEmpty ? "no errors" : parts.joined(separator: ", ")
    }
}

extension String {
    /// At most 500 letters, the last an ellipsis where something had to go: a message that quotes a file must not quote
    /// all of it.
    public var clipped: String {
        let longest = 500
        if utf8.count <= longest { return self }
        guard let end = unicodeScalars.index(startIndex, offsetBy: longest - 1, limitedBy: endIndex), end < endIndex
        else {
            return self
        }
        return self[..<end] + "…"
    }
}
