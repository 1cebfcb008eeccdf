import BusinessTime
import Conditions
import Findings
import YAMLNodes

/// One reading of an agreement: what was found so far, which names the author gave, and which of them are used.
///
/// The sections are read in an order of our own, definitions before what refers to them, so that a name that is unknown
/// when it is met is unknown. What cannot be read is reported and left out.
struct Reading {
    /// Another for as long as the waivers of another file are read.
    var source: SourceText
    let files: any FileSource
    let zoneDirectory: String
    var findings: [Finding] = []

    var parties = Names(of: "party", plural: "parties", unknown: .unknownParty)
    var stages = Names(of: "stage", plural: "stages", unknown: .unknownStage)
    var events = Names(of: "event", plural: "events", unknown: .unknownEvent)
    var terms = Names(of: "term", plural: "terms", unknown: .unknownTerm)
    var calendars = Names(of: "calendar", plural: "calendars", unknown: .undefinedCalendar)
    var calendarColumns = Names(
        of: "column of calendars_by", plural: "columns of calendars_by", unknown: .undefinedCalendar)
    var ladders = Names(of: "escalation", plural: "escalations", unknown: .unknownEscalation)
    var rules = Names(of: "rule", plural: "rules", unknown: .unknownRule)

    var term: Term?
    /// The term is read, and then left out of account.
    var isAlwaysInForce = false
    /// The calendars as they are written.
    var calendarDefinitions: [CalendarDefinition] = []
    /// Set once it is known to be a calendar of the agreement.
    var defaultCalendar: String?
    /// `default_calendar` names none, which is reported once.
    var misspellsDefaultCalendar = false

    /// Something that might have used a name could not be read: then nothing is called unused.
    var isPartial = false
    /// A rule asks for `calendar: owner`, whose names stand in the snapshot.
    var usesOwnersCalendars = false

    init(source: SourceText, files: any FileSource, zoneDirectory: String) {
        self.source = source
        self.files = files
        self.zoneDirectory = zoneDirectory
    }

    mutating func error(
        _ code: Code, _ message: String, at place: Place?, notes: [String] = [], related: [Finding.Related] = [],
        fix: Fix? = nil
    ) {
        findings.append(.error(code, message, at: place, notes: notes, related: related, fix: fix))
    }

    mutating func warn(
        _ code: Code, _ message: String, at place: Place?, notes: [String] = [], related: [Finding.Related] = []
    ) {
        findings.append(.warning(code, message, at: place, notes: notes, related: related))
    }
}

/// The names of one kind that the author gave, and whether each is used.
struct Names {
    /// As in a message: `stage`, `stages`.
    let kind: String
    let plural: String
    private let unknown: Code
    /// In the order of the file.
    private(set) var all: [String] = []
    private(set) var places: [String: Place] = [:]
    private var declared: Set<String> = []
    private var isUncertain = false
    private(set) var used: Set<String> = []

    init(of kind: String, plural: String, unknown: Code) {
        self.kind = kind
        self.plural = plural
        self.unknown = unknown
    }

    /// Returns where the name was declared before, if it was.
    @discardableResult
    mutating func declare(_ name: String, at place: Place?) -> Place? {
        if let earlier = places[name] { return earlier }
        if declared.insert(name).inserted { all.append(name) }
        places[name] = place
        return nil
    }

    func contains(_ name: String) -> Bool { declared.contains(name) }

    mutating func use(_ name: String) { used.insert(name) }

    /// Notes a use of a name; an unknown one is reported with the nearest that is known.
    mutating func use(_ name: String, at place: Place, _ findings: inout [Finding], also others: [String] = []) -> Bool
    {
        if contains(name) {
            used.insert(name)
            return true
        }
        isUncertain = true
        let meant = onlyNearest(to: name, among: all + others)
        findings.append(
            .error(
                unknown, "unknown \(kind) '\(name)'", at: place, notes: hints(for: name, also: others),
                fix: meant.map { Fix(name, to: $0, at: place) }))
        return false
    }

    func hints(for name: String, also others: [String] = []) -> [String] {
        if let near = nearest(to: name, among: all + others) { return ["did you mean '\(near)'?"] }
        return [listing]
    }

    /// What names there are, in a sentence.
    var listing: String {
        if all.isEmpty { return "the agreement defines no \(plural)" }
        let shown = all.prefix(12).joined(separator: ", ")
        return "\(plural) are \(shown)\(all.count > 12 ? " and \(all.count - 12) more" : "")"
    }

    /// None where a name was met that is unknown: it may have been meant to be one of them.
    var unused: [String] { isUncertain ? [] : all.filter { !used.contains($0) } }
}
