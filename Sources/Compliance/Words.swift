import Agreements
import BusinessTime
import Columns
import Conditions
import Snapshots

/// A verdict with names and words in place of row numbers.
public struct VerdictView: Sendable {
    public var rule: Rule
    /// The lead's id, with its start where a rule gives a lead several verdicts; the period of a volume or rate.
    public var subject: String
    /// Nil for volumes and rates.
    public var lead: String?
    public var verdict: Verdict
    /// In words: `4 business hours`; nil for rules without a target.
    public var target: String?
    public var targetMilliseconds: Int64?
    public var ownerID: String?
    public var owner: String?
    public var team: String?
    public var manager: String?
    /// One line, plain words, no full stop.
    public var reason: String
}

extension Judgement {
    /// One verdict in words. Where there are many, ``VerdictWords`` costs less.
    public func view(of record: VerdictRecord) -> VerdictView {
        VerdictWords(self).view(of: record)
    }
}

extension VerdictWords {
    public func view(of record: VerdictRecord) -> VerdictView {
        let target = target(of: record)
        let owner = record.owner < 0 ? nil : Int(record.owner)
        let lead = lead(of: record).map { String(decoding: $0, as: UTF8.self) }
        return VerdictView(
            rule: results[Int(record.rule)].rule, subject: text { write(subjectOf: record, to: &$0) }, lead: lead,
            verdict: record.verdict, target: target.map { String(decoding: $0.text, as: UTF8.self) },
            targetMilliseconds: target?.milliseconds, ownerID: ownerID(of: record), owner: name(ofUser: owner),
            team: owner.flatMap { snapshot.users?.text("team", $0) }, manager: name(ofUser: manager(ofUser: owner)),
            reason: text { write(reasonOf: record, to: &$0) })
    }

    /// The id of the owner, also of a present one that no row of the users knows; nil where another owned the lead, and the
    /// data do not say who.
    public func ownerID(of record: VerdictRecord) -> String? {
        if record.owner >= 0 { return id(ofUser: Int(record.owner)) }
        guard hidden == nil, record.lead >= 0, record.owner != Ownership.unknown else { return nil }
        return snapshot.leads.text("owner_id", Int(record.lead))
    }

    /// - Parameter row: A row of the users.
    public func name(ofUser row: Int?) -> String? {
        row.flatMap { row in hidden.map { $0[row] } ?? snapshot.users?.text("name", row) }
    }

    /// Nil where people are hidden.
    ///
    /// - Parameter row: A row of the users.
    public func id(ofUser row: Int) -> String? { hidden == nil ? snapshot.users?.text("id", row) : nil }

    /// The row of a user's manager.
    public func manager(ofUser row: Int?) -> Int? {
        guard let row, let manager = snapshot.managerRow?[row], manager >= 0 else { return nil }
        return Int(manager)
    }

    private func text(_ write: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        write(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Rule {
    /// The target that row `row` of `within` (or the rhythm of a cadence) gives.
    public func target(row: Int) -> Target? {
        switch kind {
        case .clock(let clock): clock.within.indices.contains(row) ? clock.within[row].target : nil
        case .cadence(let cadence):
            switch cadence.rhythm {
            case .every(let target): target
            case .schedule: nil
            }
        case .require, .unique, .volume, .rate: nil
        }
    }

    /// Whether one lead may have several verdicts under the rule, told apart by their start.
    package var hasSeveralVerdictsALead: Bool {
        switch kind {
        case .clock(let clock): clock.from.which == .each
        case .cadence(let cadence): cadence.stays == .each
        case .require, .unique, .volume, .rate: false
        }
    }

    /// What a clock or cadence waits for, as the author wrote it.
    var awaited: String {
        switch kind {
        case .clock(let clock):
            let across = clock.to.across.map { " across \($0.distinct) \($0.column)" } ?? ""
            return clock.to.count == 1 ? clock.to.event.name : "\(clock.to.count) \(clock.to.event.name)\(across)"
        case .cadence(let cadence): return cadence.event.name
        case .require, .unique, .volume, .rate: return ""
        }
    }

    /// What holds of a lead while that has not happened: `no touch`, `still in sal`, `fewer than 6 touch`.
    var absence: String {
        let event: Event
        switch kind {
        case .clock(let clock):
            if clock.to.count > 1 { return "fewer than \(awaited)" }
            event = clock.to.event
        case .cadence(let cadence): event = cadence.event
        case .require, .unique, .volume, .rate: return ""
        }
        switch event.kind {
        case .created: return "not created"
        case .assigned: return "not assigned"
        case .enters(let stage): return "not in \(stage)"
        case .leaves(let stage): return "still in \(stage)"
        case .named(let name): return "no \(name)"
        case .column(let column): return "no \(column)"
        }
    }

    var requirement: String {
        switch kind {
        case .require(let require): require.condition.text
        case .unique(let unique): unique.key.text
        case .clock, .cadence, .volume, .rate: ""
        }
    }
}

extension Event {
    /// In a sentence: the author's words, or the column of `{ at: COLUMN }`.
    var name: String { if case .column(let column) = kind { column } else { text } }
}

extension PeriodFigure {
    /// `7950 of at least 9000`, `62.4 % (16498 of 26445), at least 60 %`.
    public var words: String {
        var limits: [String] = []
        if let among {
            if let atLeast { limits.append("at least \(Self.percent(atLeast))") }
            if let atMost { limits.append("at most \(Self.percent(atMost))") }
            let rate = among == 0 ? 0 : value / among
            var words = "\(Self.percent(rate)) (\(Self.plain(value)) of \(Self.plain(among)))"
            if let most, let mostAmong, (most, mostAmong) != (value, among) {
                let highest = Self.percent(mostAmong == 0 ? 0 : most / mostAmong)
                words += " to \(highest) (\(Self.plain(most)) of \(Self.plain(mostAmong)))"
            }
            return ([words] + limits).joined(separator: ", ")
        }
        if let atLeast { limits.append("at least \(Self.plain(atLeast))") }
        if let atMost { limits.append("at most \(Self.plain(atMost))") }
        let words = Self.plain(value) + (most.flatMap { $0 == value ? nil : " to \(Self.plain($0))" } ?? "")
        return ([words] + limits).joined(separator: ", ")
    }

    private static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int64((share * 1000).rounded(.down))
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}

/// Lengths of time in words.
public enum Duration {
    /// `2 h 05 min`, `45 s`; elapsed time of two days and more as `3 d 4 h`, business time never in days.
    public static func words(_ milliseconds: Int64, business: Bool) -> String {
        var bytes: [UInt8] = []
        write(milliseconds, business: business, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    static func write(_ milliseconds: Int64, business: Bool, to bytes: inout [UInt8]) {
        let milliseconds = max(0, milliseconds)
        let seconds = milliseconds / 1000
        if seconds < 60 {
            write(seconds, to: &bytes)
            if milliseconds % 1000 != 0 {
                bytes += ".".utf8
                write(milliseconds % 1000, width: 3, to: &bytes)
            }
            bytes += " s".utf8
            return
        }
        let minutes = seconds / 60
        let hours = minutes / 60
        if hours >= 48, !business {
            write(hours / 24, to: &bytes)
            bytes += " d ".utf8
            write(hours % 24, to: &bytes)
            bytes += " h".utf8
            if minutes % 60 == 0 { return }
            bytes += " ".utf8
            write(minutes % 60, width: 2, to: &bytes)
            bytes += " min".utf8
            return
        }
        if hours > 0 {
            write(hours, to: &bytes)
            bytes += " h ".utf8
            write(minutes % 60, width: 2, to: &bytes)
        } else {
            write(minutes, to: &bytes)
        }
        bytes += " min".utf8
        if seconds % 60 == 0 { return }
        bytes += " ".utf8
        write(seconds % 60, width: 2, to: &bytes)
        bytes += " s".utf8
    }

    /// At least `width` digits, with zeros in front.
    private static func write(_ number: Int64, width: Int = 1, to bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<max(1, width) { divisor *= 10 }
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }
}

extension Target {
    /// Length in milliseconds where the target is a length: elapsed or business time.
    public var milliseconds: Int64? {
        switch self {
        case .elapsed(let milliseconds), .businessTime(let milliseconds): milliseconds
        case .months, .businessDays, .closeOfBusiness: nil
        }
    }

    /// Whether time used against it is counted in opening hours.
    public var isBusinessTime: Bool { needsCalendar }
}

extension Snapshot.Table {
    /// What users are called where people are hidden: numbers, by their ids in byte order.
    var numberedPeople: [String] {
        let ids = (0..<rowCount).map { text("id", $0) ?? "" }
        let order = ids.indices.sorted { a, b in
            ids[a] == ids[b] ? a < b : ids[a].utf8.lexicographicallyPrecedes(ids[b].utf8)
        }
        var names = [String](repeating: "", count: rowCount)
        for (number, row) in order.enumerated() { names[row] = "person \(number + 1)" }
        return names
    }
}
