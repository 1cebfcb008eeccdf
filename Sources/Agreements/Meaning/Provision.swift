import BusinessTime

/// One thing that an agreement says, in canonical words: where it belongs, what it says, and whom that binds.
///
/// How the author wrote it, the order of keys and comments leave no trace in it. All provisions of an agreement together
/// are its meaning: its digest is taken over them, and two versions differ in what they differ in.
public struct Provision: Hashable, Sendable {
    /// The part of the agreement it stands in.
    public enum Section: String, Hashable, Sendable, CaseIterable {
        case frame = "agreement"
        case parties, calendars, stages, events, terms, dispositions, scoring, responsibilities, nurturing, metrics
        case escalation, waivers, gate
    }

    /// How it binds the party that owes it.
    public struct Weight: Hashable, Sendable {
        public enum Presence: Hashable, Sendable {
            /// To have it is stricter than not to have it.
            case binds
            /// To have it is looser.
            case excuses
            case neutral
        }
        /// What makes one value stricter than another.
        public enum Size: Hashable, Sendable {
            /// The shorter, the stricter.
            case time(Target)
            /// The greater, the stricter; only values of one unit can be compared.
            case more(Double, unit: String)
            /// The smaller, the stricter.
            case less(Double, unit: String)
        }
        public var presence: Presence
        public var size: Size?

        static let binding = Weight(presence: .binds, size: nil)
        static let excusing = Weight(presence: .excuses, size: nil)
    }

    public var section: Section
    /// The rule, calendar, stage … that says it; empty where the section itself does.
    public var item: String
    /// What of the item: `target for enterprise`, `hours on Monday`; empty for what the item is at all.
    public var aspect: String
    /// `4 business hours`.
    public var words: String
    public var weight: Weight?
    /// Who owes it, or profits from it where it excuses.
    public var party: String?
}

/// Which of two values asks more.
public enum Strictness: String, Hashable, Sendable {
    case stricter, looser
}

extension Provision.Weight.Size {
    /// Whether this value asks more or less than an older one; nil where they ask the same or cannot be compared.
    func compared(to older: Self) -> Strictness? {
        switch (self, older) {
        case (.time(.closeOfBusiness(let new)), .time(.closeOfBusiness(let old))) where new != old:
            new < old ? .stricter : .looser
        case (.time(let new), .time(let old)):
            new.isLonger(than: old) ? .looser : old.isLonger(than: new) ? .stricter : nil
        case (.more(let new, let unit), .more(let old, let other)) where unit == other && new != old:
            new > old ? .stricter : .looser
        case (.less(let new, let unit), .less(let old, let other)) where unit == other && new != old:
            new < old ? .stricter : .looser
        default: nil
        }
    }
}

extension Agreement {
    /// SHA-256 over the meaning of the agreement, in hexadecimal digits: over everything it says but who accepted it.
    ///
    /// White space, comments, quotes, the order of keys and the spelling of conditions and targets do not matter; every
    /// name, word and number does. So do the days of the lists of holidays that the agreement names.
    public var digest: String {
        let lines = provisions.map { provision in
            [provision.section.rawValue, provision.item, provision.aspect, provision.words].map(\.asOneField)
                .joined(separator: "\t")
        }
        let sorted = lines.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        // The last line is the version of this form: another form is another digest.
        return SHA256.hexadecimal(Array(sorted.joined(separator: [0x0A])) + "\nleadpact meaning 1\n".utf8)
    }
}

extension String {
    /// White space and control characters would run fields and lines together.
    fileprivate var asOneField: String {
        var field = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "\\": field.append(contentsOf: "\\\\".unicodeScalars)
            case "\t": field.append(contentsOf: "\\t".unicodeScalars)
            case "\n": field.append(contentsOf: "\\n".unicodeScalars)
            default: field.append(scalar)
            }
        }
        return String(field)
    }

    /// Runs of white space are one blank: how a paragraph was folded into lines says nothing.
    var collapsed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
