import Columns

/// What of a file's rows is held against common sense, beside being read: settled before the first row.
struct PlausibilityPlan: Sendable {
    /// Indices into `FilePlan.fields`: columns of instants with a time of day, and texts that people choose or write.
    var clocks: [Int] = []
    var texts: [Int] = []
    /// Of the rows of a table, a pair of instants that follow one another.
    var order: (earlier: Int, later: Int)?
    /// When a row says it happened, and when it was written down.
    var logging: (happened: Int, logged: Int)?
    /// Columns that say that a record is none any more.
    var deleted: Int?
    var mergedInto: Int?
    /// Index into `FilePlan.links` of the lead, and when each lead was created.
    var lead: (link: Int, created: InstantColumn)?
    /// Index into `FilePlan.links` of the owner of a lead, and whether each user is active.
    var owner: (link: Int, active: [Truth])?

    /// What was logged later than this after it happened was written down from memory, in milliseconds.
    static let lateLogging: Int64 = 86_400_000
    /// Clocks of two machines, or of two steps of one program, differ by less.
    static let tolerance: Int64 = 60_000

    init() {}

    /// What can be held against what in a file.
    init(_ plan: FilePlan) {
        var seen: Set<String> = []
        for (index, field) in plan.fields.enumerated().reversed() {
            guard case .field = field.origin, !field.isID, seen.insert(field.name).inserted else { continue }
            switch field.target.type {
            case .instant where field.target.time?.hasTime == true && field.target.time?.precision != .day:
                if !field.isQuiet { clocks.append(index) }
            case .text where index >= plan.conditionFieldCount && !isKey(field.name) && field.target.stages == nil:
                texts.append(index)
            case .instant, .text, .boolean, .number, .date: break
            }
        }
        clocks.reverse()
        texts.reverse()
        func field(_ name: String, _ type: ValueType) -> Int? {
            plan.fields.lastIndex { field in
                guard case .field = field.origin else { return false }
                return field.name == name && field.target.type == type
            }
        }
        let ends = ["leads": "dispositioned_at", "opportunities": "closed_at"]
        if let end = ends[plan.table], let earlier = field("created_at", .instant), let later = field(end, .instant) {
            order = (earlier, later)
        }
        if plan.table == "activities", let happened = plan.instants, let logged = field("logged_at", .instant) {
            logging = (happened, logged)
        }
        deleted = field("deleted", .boolean)
        mergedInto = field("merged_into", .text)
    }

    private func isKey(_ name: String) -> Bool { name == "id" || name.hasSuffix("_id") || name == "merged_into" }
}
