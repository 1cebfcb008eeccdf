import Agreements
import BusinessTime
import Columns
import Snapshots

/// Puts the verdicts of a judgement into words. What many of them share, the words of rules and targets, is worked out
/// once; the rest is written byte by byte, so that a report of a hundred thousand rows makes no string per row.
public struct VerdictWords: Sendable {
    let snapshot: Snapshot
    private let agreements: [Agreement]
    let results: [RuleResult]
    private let rules: [RuleWords]
    private let ids: TextColumn?
    private let time: LocalTime
    /// By row of the users: what they are called where people are hidden; nil where they are not.
    let hidden: [String]?
    /// By rule: what the fingerprints of its verdicts begin with, agreement and rule.
    private let fingerprints: [UInt64]

    public init(_ judgement: Judgement) {
        time = LocalTime(zone: judgement.current.zone)
        snapshot = judgement.snapshot
        agreements = judgement.agreements
        results = judgement.rules
        rules = judgement.rules.map { RuleWords($0.rule) }
        if case .text(let ids)? = judgement.snapshot.leads.columns["id"] { self.ids = ids } else { ids = nil }
        fingerprints = judgement.rules.map { result in
            Self.hash(Array(judgement.agreements[result.agreement].id.utf8) + [0] + Array(result.rule.id.utf8) + [0])
        }
        hidden = judgement.hidesPeople ? judgement.snapshot.users?.numberedPeople ?? [] : nil
    }

    /// A target, and its words.
    public struct TargetWords: Sendable {
        public var text: [UInt8]
        /// Nil where the target is no length.
        public var milliseconds: Int64?
        public let isBusinessTime: Bool
        /// Only due tells when it is used up: no length of time would say more than the days between.
        var isDate: Bool

        /// - Parameter words: The author's.
        init(_ target: Target, words: String? = nil) {
            text = Array((words ?? target.text).utf8)
            milliseconds = target.milliseconds
            isBusinessTime = target.isBusinessTime
            isDate = target.milliseconds == nil
        }
    }

    /// What the verdicts of one rule share.
    private final class RuleWords: Sendable {
        let targets: [TargetWords]
        let awaited: [UInt8]
        /// What holds while it is awaited: `no touch`, `still in sal`.
        let absence: [UInt8]
        let requirement: [UInt8]
        let isUnique: Bool
        let hasSeveralVerdictsALead: Bool
        let isCadence: Bool

        init(_ rule: Rule) {
            awaited = Array(rule.awaited.utf8)
            absence = Array(rule.absence.utf8)
            requirement = Array(rule.requirement.utf8)
            hasSeveralVerdictsALead = rule.hasSeveralVerdictsALead
            switch rule.kind {
            case .clock(let clock): targets = clock.within.map { TargetWords($0.target, words: $0.text) }
            case .cadence: targets = rule.target(row: 0).map { [TargetWords($0)] } ?? []
            case .require, .unique, .volume, .rate: targets = []
            }
            if case .cadence = rule.kind { isCadence = true } else { isCadence = false }
            if case .unique = rule.kind { isUnique = true } else { isUnique = false }
        }

        func target(of record: VerdictRecord) -> TargetWords? {
            if isCadence { return targets.first }
            let row = Int(record.targetRow)
            return row < targets.count ? targets[row] : nil
        }
    }

    public func target(of record: VerdictRecord) -> TargetWords? { rules[Int(record.rule)].target(of: record) }

    /// The id of the verdict's lead; nil for volumes and rates.
    public func lead(of record: VerdictRecord) -> ArraySlice<UInt8>? {
        record.lead < 0 ? nil : id(ofLead: Int(record.lead))
    }

    /// The leads' ids where they are shown as they stand; nil where people are hidden.
    public var shownIDs: TextColumn? { hidden == nil ? ids : nil }

    /// How long targets are, in milliseconds, by rule and row of `within`: that of a record is at `rule × 256 + targetRow`;
    /// `missing` where the target is no length.
    public var targetLengths: [Int64] {
        rules.flatMap { rule in
            (0..<256).map { row in
                let targets = rule.targets
                let target = rule.isCadence ? targets.first : row < targets.count ? targets[row] : nil
                return target?.milliseconds ?? missing
            }
        }
    }

    /// Hashes of the ids as they stand, whoever is hidden; zero where there is none.
    package func hashes(ofLeads rows: [Int32], _ hash: (RawSpan) -> UInt64) -> [UInt64] {
        ids?.hashes(rows, hash) ?? rows.map { _ in 0 }
    }

    /// An id that may name a person, an address or a name, is hidden with the people.
    private func id(ofLead row: Int) -> ArraySlice<UInt8>? {
        guard let id = ids?.bytes(row) else { return nil }
        guard hidden != nil, id.contains(UInt8(ascii: "@")) || id.contains(UInt8(ascii: " ")) else { return id }
        var hidden = Array("lead-".utf8)
        Self.write(digitsOf: Self.hash(id), to: &hidden)
        return hidden[...]
    }

    /// The lead's id, with its start where a rule gives a lead several verdicts; the period of a volume or rate.
    public func write(subjectOf record: VerdictRecord, to bytes: inout [UInt8]) {
        guard record.lead >= 0 else {
            // By its start: the cause of a waived one is the waiver.
            let figures = results[Int(record.rule)].figures
            if let figure = figures.first(where: { $0.range.lowerBound == record.start }) { bytes += figure.name.utf8 }
            return
        }
        if let lead = lead(of: record) { bytes += lead }
        if rules[Int(record.rule)].hasSeveralVerdictsALead, record.start != missing {
            bytes += "@".utf8
            bytes += CivilDate.format(instant: record.start).utf8
        }
    }

    public func subject(of record: VerdictRecord) -> String {
        var bytes: [UInt8] = []
        write(subjectOf: record, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Names the obligation, whatever row of whatever file it stands in: sixteen hexadecimal digits made of the agreement's id,
    /// the rule's, and the subject.
    public func fingerprint(of record: VerdictRecord) -> String {
        var bytes: [UInt8] = []
        var subject: [UInt8] = []
        write(subjectOf: record, to: &subject)
        write(fingerprintOf: record, subject: subject[...], to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// - Parameter subject: What ``write(subjectOf:to:)`` wrote of the record.
    public func write(fingerprintOf record: VerdictRecord, subject: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        Self.write(digitsOf: Self.hash(subject, after: fingerprints[Int(record.rule)]), to: &bytes)
    }

    /// FNV-1a, 64 bits.
    private static func hash(_ bytes: some Sequence<UInt8>, after hash: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
        bytes.reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    private static func write(digitsOf hash: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: hash >> UInt64(shift) & 15)
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    /// How far a breach went past its due: milliseconds, of open hours where the target is business time; nil where nothing
    /// falls due.
    public func lateness(of record: VerdictRecord) -> (milliseconds: Int64, isBusinessTime: Bool)? {
        guard record.verdict.isBreach, record.due != missing, record.lead >= 0 else { return nil }
        if let target = target(of: record), let length = target.milliseconds, record.used != missing {
            return (record.used - length, target.isBusinessTime)
        }
        let end = record.satisfiedAt == missing ? snapshot.asOf : record.satisfiedAt
        return (end - record.due, false)
    }

    /// One line, plain words, no full stop; nothing where the verdict says it all.
    public func write(reasonOf record: VerdictRecord, to bytes: inout [UInt8]) {
        writeBareReason(of: record, to: &bytes)
        guard record.lapsed >= 0 else { return }
        let waiver = agreements[results[Int(record.rule)].agreement].waiversInForce[Int(record.lapsed)]
        bytes += "; its waiver ended on \(CivilDate.format(waiver.until))".utf8
    }

    private func writeBareReason(of record: VerdictRecord, to bytes: inout [UInt8]) {
        let words = rules[Int(record.rule)]
        switch record.cause {
        case .none: writeTiming(of: record, words, to: &bytes)
        case .conditionFalse:
            bytes += "not true: ".utf8
            bytes += words.requirement
        case .valueMissing(let column):
            bytes += "cannot be true without a value in \(results[Int(record.rule)].columns[Int(column)]): ".utf8
            bytes += words.requirement
        case .duplicateOf(let lead):
            bytes += "same key as ".utf8
            bytes += id(ofLead: Int(lead)) ?? []
            bytes += ", which came first".utf8
        case .endsBeforeStart:
            bytes += words.awaited
            bytes += " at \(time.instant(record.satisfiedAt)), before the start".utf8
        case .precision:
            bytes += "the instants are not known finely enough to decide ".utf8
            if let target = words.target(of: record) {
                bytes += "within ".utf8
                bytes += target.text
            }
        case .startBetween(let minutes):
            bytes += "it starts between \(between(record.start, minutes)), too wide to decide within ".utf8
            bytes += words.target(of: record)?.text ?? Array("the term".utf8)
        case .endBetween(let minutes):
            bytes += words.awaited
            bytes += " between \(between(record.satisfiedAt, minutes)), too wide to decide within ".utf8
            bytes += words.target(of: record)?.text ?? []
        case .passedOver(let minutes):
            bytes += "between \(between(record.start, minutes)) it may have begun, or not: no snapshot shows it".utf8
        case .paused: bytes += "paused; the clock stands still".utf8
        case .pausedSinceUnknown:
            bytes += "the lead is now in a stage that pauses the clock, and the data do not say since when".utf8
        case .calendarNeverOpens: bytes += "the calendar does not open after the start".utf8
        case .beforeCalendars: bytes += "it started before the days whose business hours the database was given".utf8
        case .canceled: bytes += "voided before due".utf8
        case .restarted: bytes += "started anew before due".utf8
        case .waiver(let index):
            let waiver = agreements[results[Int(record.rule)].agreement].waiversInForce[Int(index)]
            let words =
                hidden == nil
                ? "waived by \(waiver.approvedBy): \(waiver.reason)"
                : "waived until \(CivilDate.format(waiver.until))"
            bytes += words.utf8
        case .step(let index):
            bytes += "step \(index + 1) of the schedule passed without ".utf8
            bytes += words.awaited
        case .figure(let index): bytes += results[Int(record.rule)].figures[Int(index)].words.utf8
        }
    }

    /// `Tue 3 Mar 2026 02:00 and Wed 4 Mar 2026 02:00`
    private func between(_ instant: Int64, _ minutes: UInt32) -> String {
        "\(time.instant(instant)) and \(time.instant(instant / 1000 * 1000 + Int64(minutes) * 60_000))"
    }

    /// The reason of a clock or cadence: how long it took, against what was agreed.
    private func writeTiming(of record: VerdictRecord, _ words: RuleWords, to bytes: inout [UInt8]) {
        guard let target = words.target(of: record) else {
            guard record.verdict == .met else { return }
            bytes += (words.isUnique ? "no earlier lead has the same " : "true: ").utf8
            bytes += words.requirement
            return
        }
        if target.isDate, !words.isCadence { return writeDistance(of: record, words, target, to: &bytes) }
        let ofTarget = " of "
        func write(_ what: [UInt8], _ middle: String, _ after: String, _ end: String) {
            bytes += what
            bytes += middle.utf8
            Duration.write(record.used, business: target.isBusinessTime, to: &bytes)
            // Hours of a clock that stands still at night would else be read as hours of the wall.
            if target.isBusinessTime, after != ofTarget { bytes += " of business time".utf8 }
            bytes += after.utf8
            bytes += target.text
            bytes += end.utf8
        }
        if words.isCadence {
            if record.verdict == .met {
                bytes += "longest gap without ".utf8
                write(words.awaited, " ", ", ", " agreed")
            } else {
                write(words.absence, " for ", ", ", " agreed")
            }
            return
        }
        switch record.verdict {
        case .met: write(words.awaited, " after ", ", ", " agreed")
        case .late: write(words.awaited, " only after ", ", ", " agreed")
        case .missed: write(words.absence, " after ", ", ", " agreed")
        case .open: write(words.absence, " yet, ", ofTarget, " used")
        case .atRisk: write(words.absence, " yet, already ", ofTarget, " used")
        case .void, .waived, .unknown: break
        }
    }

    /// The reason of a clock whose target is a date: how far from due.
    private func writeDistance(
        of record: VerdictRecord, _ words: RuleWords, _ target: TargetWords, to bytes: inout [UInt8]
    ) {
        guard record.due != missing else { return }
        let end = record.satisfiedAt == missing ? snapshot.asOf : record.satisfiedAt
        func write(_ what: [UInt8], _ middle: String, _ distance: Int64, _ end: String) {
            bytes += what
            bytes += middle.utf8
            Duration.write(distance, business: false, to: &bytes)
            bytes += end.utf8
            bytes += target.text
            bytes += " agreed".utf8
        }
        switch record.verdict {
        case .met: write(words.awaited, " ", record.due - end, " before due, ")
        case .late: write(words.awaited, " only ", end - record.due, " after due, ")
        case .missed: write(words.absence, " ", end - record.due, " after due, ")
        case .open, .atRisk: write(words.absence, " yet, ", record.due - end, " to go, ")
        case .void, .waived, .unknown: break
        }
    }
}
