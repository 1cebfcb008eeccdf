import Agreements
import Columns
import Conditions
import Findings
import Snapshots

/// The tables, columns and joins that rules need.
extension Binder {
    /// - Parameter isPresence: No more is asked than whether there is a value.
    mutating func need(
        _ table: String, _ column: String, _ type: ValueType, isPresence: Bool = false, at place: Place? = nil
    ) {
        if table == Schema.leads, agreement.computes(column) { return needScores(for: column) }
        if let other = needs[table]?.columns[column], other != type {
            report(
                .error(
                    .columnUsedAsTwoTypes,
                    "\(table).\(column) is used as \(type.rawValue) here and as \(other.rawValue) elsewhere",
                    at: place ?? current?.place,
                    notes: ["say which it is with 'types' in the manifest of the snapshot"]), isLack: false)
            isRefused = true
            isAgreementWrong = true
            return
        }
        var wanted = needs[table] ?? Request.Table()
        if !isPresence {
            wanted.presences.remove(column)
        } else if wanted.columns[column] == nil {
            wanted.presences.insert(column)
        }
        wanted.columns[column] = type
        needs[table] = wanted
    }

    /// Whether the snapshot has it.
    @discardableResult
    mutating func needHistory() -> Bool {
        guard let columns = schema.tables["stage_changes"]?.columns else {
            refuse(
                .tableNotInSnapshot, "the history of stages is needed, and the snapshot has no table stage_changes",
                at: current?.place,
                notes: [
                    "name its file in the manifest, or the columns with the date of each stage: "
                        + "stage_changes: { from_columns: { STAGE: HEADER } }"
                ])
            return false
        }
        var isThere = true
        for (column, type) in [("lead_id", nil), ("to_stage", ValueType.text), ("at", .instant)] {
            if columns[column] == nil {
                refuse(
                    .columnNotInSnapshot,
                    "the history of stages needs stage_changes.\(column), which the snapshot does not have",
                    at: current?.place)
                isThere = false
            } else if let type {
                need("stage_changes", column, type)
            }
        }
        if columns["from_stage"] != nil { need("stage_changes", "from_stage", .text) }
        needs["stage_changes"]?.links.insert("lead")
        keep(nil, in: "stage_changes")
        return isThere
    }

    /// Whether the history can tell of a stage. One that is made of columns says nothing of stages without a column, and
    /// a rule that waits for such a stage would find every lead late.
    ///
    /// - Parameter what: What needs it, as the beginning of a message.
    @discardableResult
    mutating func needDate(of stage: String, _ what: String, at place: Place?) -> Bool {
        guard let datedStages, !datedStages.contains(stage) else { return true }
        refuse(
            .columnNotInSnapshot,
            "\(what) needs the date on which a lead comes into '\(stage)', and 'from_columns' has no column of it",
            at: place,
            notes: ["name it in the manifest: stage_changes: { from_columns: { \(stage): HEADER } }"])
        return false
    }

    /// The lead's stage as it is now, which may contradict the history; rules do without it where there is none.
    mutating func needPresentStage() {
        if schema.tables[Schema.leads]?.columns["stage"] != nil { need(Schema.leads, "stage", .text) }
    }

    /// - Parameter start: What starts the rule, for the calendar of the user who did it.
    mutating func needCalendar(_ calendar: CalendarSource, start: EventSource? = nil) {
        switch calendar {
        case .standard, .named: break
        case .owner: needOwnersColumn("calendar", "the calendar of the owner needs")
        case .ownerColumn(let column): needOwnersColumn(column, "the calendar is chosen by")
        case .user:
            guard let start else { return }
            guard case .rows(let index) = start, schema.tables[eventRows[Int(index)].table]?.links["user"] != nil else {
                let table = if case .rows(let index) = start { eventRows[Int(index)].table } else { "activities" }
                refuse(
                    .columnNotInSnapshot,
                    "the calendar of the user needs \(table).user_id and the table users, which the snapshot does not have",
                    at: current?.place)
                return
            }
            needOwnersColumn("calendar", "the calendar of the user needs")
            needs[eventRows[Int(index)].table, default: Request.Table()].links.insert("user")
        case .column(let column):
            if schema.tables["leads"]?.columns[column] == nil {
                refuse(
                    .columnNotInSnapshot, "the calendar is chosen by leads.\(column), which the snapshot does not have",
                    at: current?.place)
            } else {
                need("leads", column, .text)
            }
        }
    }

    mutating func needOwnersColumn(_ column: String, _ what: String) {
        if schema.tables["users"]?.columns[column] == nil {
            refuse(
                .columnNotInSnapshot, "\(what) users.\(column), which the snapshot does not have", at: current?.place)
        } else {
            need("users", column, .text)
            needs[Schema.leads, default: Request.Table()].links.insert("owner")
        }
    }

    mutating func needAcross(_ across: EventCount.Across, _ source: EventSource) {
        guard case .rows(let index) = source, schema.tables[eventRows[Int(index)].table]?.columns[across.column] != nil
        else {
            refuse(
                .columnNotInSnapshot,
                "'across \(across.distinct) \(across.column)' needs a column '\(across.column)' of the event's table",
                at: current?.place)
            return
        }
        need(eventRows[Int(index)].table, across.column, .text)
    }

    mutating func needSum(_ column: String, _ source: EventSource) {
        let table = if case .rows(let index) = source { eventRows[Int(index)].table } else { "leads" }
        guard schema.tables[table]?.columns[column] != nil else {
            refuse(
                .columnNotInSnapshot, "'sum' needs \(table).\(column), which the snapshot does not have",
                at: current?.place)
            return
        }
        need(table, column, .number)
    }
}
