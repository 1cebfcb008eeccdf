import Agreements
import BusinessTime

/// An agreement as a text to be read and signed: numbered clauses, each made of the typed rules that are enforced.
public struct AgreementProse: Sendable {
    public struct Section: Sendable {
        public var title: String
        public var clauses: [Clause]
    }

    /// A numbered clause; its items are lettered.
    public struct Clause: Sendable {
        /// What it is called; empty where it is only its text.
        public var heading: Phrase
        public var text: Phrase
        public var items: [Item]

        init(_ heading: Phrase = "", text: Phrase = "", items: [Item] = []) {
            self.heading = heading
            self.text = text
            self.items = items
        }
    }

    public struct Item: Sendable {
        public var text: Phrase
        /// Numbered in small Roman numerals.
        public var items: [Phrase]

        init(_ text: Phrase, items: [Phrase] = []) {
            self.text = text
            self.items = items
        }
    }

    public var title: String
    public var sections: [Section]
    /// The digest of what the text says.
    public var digest: String
    public var acceptances: [AcceptanceState]

    public init(_ agreement: Agreement) {
        title = agreement.title ?? agreement.id
        digest = agreement.digest
        acceptances = agreement.acceptanceStates
        var sections = [
            Section(title: "Purpose", clauses: agreement.purposeClauses),
            Section(title: "Parties", clauses: agreement.partyClauses),
            Section(title: "Term and review", clauses: agreement.termClauses),
            Section(title: "Definitions", clauses: agreement.definitionClauses),
            Section(title: "Working time", clauses: agreement.calendarClauses),
            Section(title: "How time is counted and obligations are judged", clauses: agreement.judgingClauses),
            Section(title: "Lead scoring", clauses: agreement.scoringClauses),
        ]
        for party in agreement.boundParties {
            let owed = agreement.rules.filter { $0.section == .responsibilities && $0.party == party.id }
            sections.append(
                Section(title: "Responsibilities of \(party.id)", clauses: owed.map { agreement.clause(of: $0) }))
        }
        for (title, section) in [("Lead nurturing", Rule.Section.nurturing), ("Metrics", .metrics)] {
            let rules = agreement.rules.filter { $0.section == section }
            sections.append(Section(title: title, clauses: rules.map { agreement.clause(of: $0) }))
        }
        sections += [
            Section(title: "Escalation", clauses: agreement.escalationClauses),
            Section(title: "Waivers", clauses: agreement.waiverClauses),
            Section(title: "Enforcement", clauses: agreement.gateClauses),
        ]
        self.sections = sections.filter { !$0.clauses.isEmpty }
    }
}

/// The shapes in which an agreement is printed.
public enum ProseFormat: String, Hashable, Sendable, CaseIterable { case markdown, html, text }

extension AgreementProse {
    /// The whole text in a format.
    public func written(as format: ProseFormat) -> String {
        switch format {
        case .markdown: markdown
        case .html: html
        case .text: text
        }
    }

    /// `a`, `b` … `z`, `aa`.
    static func letter(_ index: Int) -> String {
        let last = String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index % 26)))
        return index < 26 ? last : letter(index / 26 - 1) + last
    }

    /// `i`, `ii`, `iii`, `iv` …
    static func roman(_ index: Int) -> String {
        var rest = index + 1
        var result = ""
        for (value, digits) in [
            (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
        ] {
            while rest >= value {
                result += digits
                rest -= value
            }
        }
        return result
    }
}

// MARK: - Purpose, parties, term

extension Agreement {
    fileprivate var purposeClauses: [AgreementProse.Clause] {
        var clauses: [AgreementProse.Clause] = []
        if let purpose {
            clauses.append(
                .init(text: Phrase(purpose.split(whereSeparator: \.isWhitespace).joined(separator: " ").onOneLine)))
        }
        clauses.append(
            .init(
                text: """
                    This is the agreement \(strong: id). It is written from the file that is enforced: what it says and what \
                    is checked are one.
                    """))
        return clauses
    }

    fileprivate var partyClauses: [AgreementProse.Clause] {
        boundParties.map { party in
            var text: Phrase = "\(strong: party.id)"
            if let name = party.name { text += ", represented by \(name.onOneLine)" }
            if let email = party.email { text += "; notices go to \(code: email)" }
            return .init(text: text + ".")
        }
    }

    fileprivate var termClauses: [AgreementProse.Clause] {
        let from = term.from.map { "from \($0.inWords)" }
        let until = term.until.map { "until \($0.inWords)" }
        let days = [from, until].compactMap { $0 }
        var range: Phrase =
            days.isEmpty
            ? "The agreement is in force without a beginning or an end."
            : "The agreement is in force \(days.joined(separator: " ")), "
                + (days.count == 2 ? "both days included." : "that day included.")
        if !days.isEmpty { range += " What starts on another day is not judged by it." }
        range += " Days and periods are those of the time zone \(strong: zone.identifier)."
        var reviewed: Phrase =
            "It is reviewed every \(strong: review.every == .half ? "half-year" : review.every.rawValue)"
        reviewed += "; the fiscal year starts in \(strong: Self.months[review.yearStarts - 1])."
        if let weeks = review.weeks {
            let day = weeks.start == .monday ? "Monday" : "Sunday"
            reviewed +=
                " It is of whole weeks from \(strong: day) on, and starts with the week that begins nearest to the first of "
            reviewed +=
                "that month; the months of a quarter have \(strong: weeks.pattern.rawValue) weeks, and a 53rd week belongs to "
            reviewed += "the last."
        }
        return [
            .init(text: range),
            .init(text: reviewed),
        ]
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}

extension Int {
    /// A day, counted from 1970-01-01: `3 July 2026`.
    var inWords: String {
        let (year, month, day) = CivilDate.date(of: self)
        return "\(day) \(Agreement.months[month - 1]) \(year)"
    }
}

extension Target {
    /// Whether a length of time, rather than a moment such as the close of business.
    var isLength: Bool { if case .closeOfBusiness = self { false } else { true } }
}
