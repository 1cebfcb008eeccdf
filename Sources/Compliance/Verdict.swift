import Columns

/// What can be said of one obligation.
public enum Verdict: UInt8, Hashable, Sendable, CaseIterable {
    case met
    /// Breached: satisfied, but after due.
    case late
    /// Breached: past the target and not satisfied; for rules that judge a state, not true.
    case missed
    case open
    case atRisk
    case void
    /// A breach that a waiver excuses; it counts neither way.
    case waived
    /// The data cannot say; the reason says why.
    case unknown

    /// The verdict's name in the agreement's words: late and missed are both `breached`.
    public var name: String {
        switch self {
        case .met: "met"
        case .late, .missed: "breached"
        case .open: "open"
        case .atRisk: "at-risk"
        case .void: "void"
        case .waived: "waived"
        case .unknown: "unknown"
        }
    }

    public var isBreach: Bool { self == .late || self == .missed }
}

/// Why a verdict came out as it did, where the times alone do not tell.
public enum Cause: Hashable, Sendable {
    case none
    /// The condition of a `require` rule is false.
    case conditionFalse
    /// The condition of a `require` rule is unknown for want of a value; index into `RuleResult.columns`.
    case valueMissing(column: UInt16)
    /// Lead row of the earlier lead with the same key.
    case duplicateOf(lead: Int32)
    /// The satisfying event lies before the start.
    case endsBeforeStart
    /// The instants are not known finely enough to decide.
    case precision
    /// The start lies between two snapshots, so many minutes apart from `VerdictRecord.start` on, and that decides.
    case startBetween(minutes: UInt32)
    /// Likewise the satisfying event, from `VerdictRecord.satisfiedAt` on.
    case endBetween(minutes: UInt32)
    /// Between two snapshots the lead went past the stage with which the rule begins: it may have been in it, or not.
    case passedOver(minutes: UInt32)
    /// A pause began before due and lasts.
    case paused
    /// Past the target, but the lead is now in a stage that pauses the clock, and the data do not say since when.
    case pausedSinceUnknown
    /// The calendar does not open within reach of the start.
    case calendarNeverOpens
    /// The start lies before the first day for which a database was given the calendars.
    case beforeCalendars
    case canceled
    case restarted
    /// Index into `Agreement.waiversInForce`.
    case waiver(UInt16)
    /// The step of a `schedule` that was not kept, from 0.
    case step(UInt16)
    /// Figures of a volume or rate: index into `RuleResult.figures`.
    case figure(UInt16)
}

/// A verdict with its times, compact: what it is about are rows of the snapshot.
///
/// Instants and durations are milliseconds; `missing` where there is none.
public struct VerdictRecord: Hashable, Sendable {
    /// Index into `Judgement.rules`.
    public var rule: UInt16
    public var verdict: Verdict
    /// Row of `within` that gave the target, from 0.
    public var targetRow: UInt8
    /// Row of the lead; −1 for volumes and rates.
    public var lead: Int32
    /// Row of the owner (at due) among the users; −1 where none of them is, −2 where the data do not say who it was.
    public var owner: Int32
    /// The waiver that would excuse the breach, had it not ended: index into `Agreement.waiversInForce`; −1 for none.
    public var lapsed: Int16 = -1
    public var start: Int64
    public var due: Int64
    public var satisfiedAt: Int64
    /// Time of the target's own kind used up to `satisfiedAt`, or to as-of; for a cadence the longest gap.
    public var used: Int64
    public var cause: Cause
}

extension Verdict {
    /// How a breach came about: `late` (satisfied after due) or `missed` (not satisfied, or not true).
    public var kind: String? {
        switch self {
        case .late: "late"
        case .missed: "missed"
        case .met, .open, .atRisk, .void, .waived, .unknown: nil
        }
    }
}
