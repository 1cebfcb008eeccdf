import Agreements
import BusinessTime
import Columns
import Snapshots

extension Evaluation {
    /// What happened to a lead, with what a rule makes of it.
    func timeline(
        _ row: Int, _ planned: PlannedRule, _ version: BoundVersion, _ clocks: [Explanation.Account]
    ) -> [Explanation.Entry] {
        var entries: [Explanation.Entry] = []
        if case .instants(let created)? = snapshot.leads.columns["created_at"], created.values[row] != missing {
            entries.append(.init(at: created.values[row], text: "created", remark: nil))
        }
        entries += stageEntries(row) + ownerEntries(row, version.facts.owners)
        entries += activityEntries(row, counted: countedRows(row, planned, version), start: clocks.first?.record.start)
        for clock in clocks {
            let record = clock.record
            if record.start != missing {
                entries.append(.init(at: record.start, text: "clock starts", remark: clock.view.target))
            }
            if record.due != missing, record.due <= snapshot.asOf {
                entries.append(.init(at: record.due, text: "due", remark: nil))
            }
        }
        entries.append(.init(at: snapshot.asOf, text: "as of", remark: nil))
        // Entries of one instant keep the order in which they were found: what happened, then what the rule makes of it.
        return entries.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    private func stageEntries(_ row: Int) -> [Explanation.Entry] {
        guard let table = snapshot.table("stage_changes"), let leads = snapshot.link("lead", of: "stage_changes")?.rows,
            case .instants(let at)? = table.columns["at"]
        else { return [] }
        return leads.indices.filter { leads[$0] == Int32(row) && at.values[$0] != missing }.map { change in
            let from = table.text("from_stage", change).map { " from \($0)" } ?? ""
            return .init(
                at: at.values[change], text: "enters \(table.text("to_stage", change) ?? "?")\(from)", remark: nil)
        }
    }

    private func ownerEntries(_ row: Int, _ owners: Ownership) -> [Explanation.Entry] {
        guard let changes = owners.changes else { return [] }
        return changes.entries.entries(row).map { entry in
            let user = changes.to[Int(changes.entries.rows[entry])]
            let name = user < 0 ? nil : snapshot.users?.text("name", Int(user))
            return .init(at: changes.entries.at[entry], text: "assigned to \(name ?? "an unknown user")", remark: nil)
        }
    }

    private func activityEntries(_ row: Int, counted: Set<Int32>?, start: Int64?) -> [Explanation.Entry] {
        guard let table = snapshot.table("activities"), let leads = snapshot.link("lead", of: "activities")?.rows,
            case .instants(let at)? = table.columns["at"]
        else { return [] }
        return leads.indices.filter { leads[$0] == Int32(row) && at.values[$0] != missing }.map { activity in
            let words = ["direction", "kind", "outcome"].compactMap { table.text($0, activity) }
            var remark: String?
            if let counted {
                if !counted.contains(Int32(activity)) {
                    remark = "does not count"
                } else if let start, start != missing, at.values[activity] < start {
                    remark = "before the start"
                } else {
                    remark = "counts"
                }
            }
            return .init(
                at: at.values[activity], text: words.isEmpty ? "activity" : words.joined(separator: " "), remark: remark
            )
        }
    }

    /// The activities of a lead that a rule's event is made of; nil where the rule waits for none.
    private func countedRows(_ lead: Int, _ planned: PlannedRule, _ version: BoundVersion) -> Set<Int32>? {
        let source: EventSource
        switch planned.body {
        case .clock(_, _, let to, _, _, _): source = to
        case .cadence(_, _, let event): source = event
        case .require, .unique, .volume, .rate, nil: return nil
        }
        var rows: Set<Int32> = []
        var found = false
        func collect(_ source: EventSource) {
            switch source {
            case .rows(let index) where version.plan.eventRows[Int(index)].table == "activities":
                found = true
                let events = version.facts.events[Int(index)]
                rows.formUnion(events.entries(lead).map { events.rows[$0] })
            case .any(let first, let count):
                for index in first..<first + count { collect(version.facts.alternatives[Int(index)]) }
            case .rows, .leadColumn, .enters, .leaves: break
            }
        }
        collect(source)
        return found ? rows : nil
    }
}
