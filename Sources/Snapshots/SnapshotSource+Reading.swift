import Columns
import Conditions
import Findings

/// What reading a snapshot came to.
public struct Reading: Sendable {
    /// Nil where nothing could be read; `report.findings` says why.
    public var snapshot: Snapshot?
    public var report: DataReport
}

extension SnapshotSource {
    /// Reads what is asked for, and nothing else.
    ///
    /// The result is the same for any number of threads and any block size, up to the order of a text column's distinct
    /// values where a condition of the manifest maps more than 4096 of them.
    ///
    /// - Throws: ``SnapshotError`` where a file cannot be read to its end.
    public func read(_ request: Request) throws(SnapshotError) -> Reading {
        var reader = SnapshotReader(self, request.completed(for: self))
        var reading = try reader.read()
        if let series {
            reading.snapshot?.complete(by: series, request)
            reading.report.doubts += series.doubts
            reading.report.accept(manifest.accepted)
        }
        return reading
    }
}

extension Request {
    /// With all that the conditions need of joined tables, and the ids that links lead to.
    fileprivate func completed(for source: SnapshotSource) -> Request {
        var result = self
        for (name, wanted) in tables {
            for condition in wanted.conditions {
                for use in condition.uses where !use.path.links.isEmpty {
                    var here = name
                    for link in use.path.links {
                        result.tables[here, default: Table()].links.insert(link)
                        here = CanonicalTable.named(here)?.link(link)?.table ?? here
                    }
                    result.tables[here, default: Table()].columns[use.path.column] = use.type
                    result.tables[here]?.presences.remove(use.path.column)
                }
            }
        }
        for (name, wanted) in result.tables {
            guard let table = CanonicalTable.named(name) else { continue }
            for link in table.links where wanted.links.contains(link.name) && source.files[link.table] != nil {
                result.tables[link.table, default: Table()].columns["id"] = .text
                // A table's links to itself are made when all of its ids are known.
                if link.table == name { result.tables[name]?.columns[link.column] = .text }
            }
        }
        if source.files["leads"]?.contains(where: { $0.mapping.distinct != nil && $0.columns["created_at"] != nil })
            == true
        {
            result.tables["leads", default: Table()].columns["created_at"] = .instant
        }
        result.tables["leads", default: Table()].columns["id"] = .text
        for name in source.series?.derived ?? [] where result.tables[name]?.columns["at"] != nil {
            result.tables[name]?.columns[SeriesFacts.latest] = .instant
        }
        if source.series?.dispositions != nil { result.tables["leads"]?.columns[SeriesFacts.disposition] = nil }
        result.addUsers(of: source)
        return result
    }
}

extension Request {
    /// Who is active and who manages whom, where users are read at all: they are few, and what is wrong with them is seen.
    fileprivate mutating func addUsers(of source: SnapshotSource) {
        guard var users = tables["users"], let file = source.files["users"]?.first else { return }
        for (name, type) in [("active", ValueType.boolean), ("manager_id", .text)] {
            guard case .field? = file.columns[name], users.columns[name] == nil else { continue }
            users.columns[name] = type
            users.quiet.insert(name)
        }
        if users.columns["manager_id"] == .text { users.links.insert("manager") }
        users.columns["id"] = .text
        tables["users"] = users
    }
}

/// One reading: users first, then leads, then what refers to them.
private struct SnapshotReader {
    let source: SnapshotSource
    let request: Request
    var report = DataReport()
    private var tables: [String: Snapshot.Table] = [:]
    private var joins: [String: [String: Snapshot.Join]] = [:]
    private var ids: [String: IdTable] = [:]

    init(_ source: SnapshotSource, _ request: Request) {
        self.source = source
        self.request = request
    }

    mutating func read() throws(SnapshotError) -> Reading {
        var plans: [(table: CanonicalTable, wanted: Request.Table, plans: [FilePlan])] = []
        for table in CanonicalTable.all {
            guard let wanted = request.tables[table.name], let files = source.files[table.name] else { continue }
            var planner = Planner(table, request, wanted)
            let made = try planner.plans(files)
            report.findings += planner.findings
            plans.append((table, wanted, made))
        }
        if report.findings.hasErrors { return Reading(snapshot: nil, report: report) }
        for (table, wanted, plans) in plans { try read(table, wanted, plans) }
        for (_, files) in source.files { for file in files { try file.file.confirmUnchanged() } }
        report.accept(source.manifest.accepted)
        return Reading(snapshot: Snapshot(asOf: request.asOf, tables: tables, joins: joins), report: report)
    }

    private mutating func read(
        _ table: CanonicalTable, _ wanted: Request.Table, _ drafts: [FilePlan]
    ) throws(SnapshotError) {
        var plans = drafts
        for index in plans.indices { complete(&plans[index], wanted) }
        for index in plans.indices where !plans[index].file.mapping.isDerived { addPlausibility(to: &plans[index]) }
        let (built, readings) = try read(plans)
        var troubles = Troubles()
        for reading in readings {
            troubles.merge(reading.troubles)
            if let failure = reading.failure { report.findings.append(failure) }
        }
        var assembled = assemble(table, wanted, plans, built)
        try settleIDs(table, &assembled, &troubles, plans, readings)
        troubles.rows.kept = assembled.table.rowCount
        troubles.report(
            table: table.name, paths: plans.map(\.file.path), lines: readings.map(\.lines), to: &report)
        tables[table.name] = assembled.table
        joins[table.name] = assembled.joins
        for (plan, reading) in zip(plans, readings) {
            report.doubts += try ColumnDoubts(plan: plan, reading: reading).groups()
            for clock in reading.clocks where !clock.hoursOfWeek.isEmpty { report.add(touches: clock.hoursOfWeek) }
        }
        linkWithin(table, wanted)
    }

    /// Reads the files of a table one after the other. Where one turns out to want care, the table is begun anew: this is
    /// rare, and its first rows are in the table already.
    private func read(_ plans: [FilePlan]) throws(SnapshotError) -> (TableBuilder.Table, [FileReading]) {
        var careful: Set<Int> = []
        while true {
            let builder = TableBuilder(plans)
            var readings: [FileReading] = []
            for plan in plans {
                let reading = try FileReading.read(
                    plan, into: builder, threads: request.threads, blockSize: request.blockSize,
                    isCareful: careful.contains(plan.fileNumber))
                guard let reading else {
                    careful.insert(plan.fileNumber)
                    break
                }
                readings.append(reading)
            }
            guard readings.count == plans.count else { continue }
            let precisions = (plans.first?.kept ?? []).indices.map { precision(of: $0, plans, readings) }
            return (builder.finish(precisions: precisions), readings)
        }
    }

    /// The coarsest precision of a kept column in any file.
    private func precision(of index: Int, _ plans: [FilePlan], _ readings: [FileReading]) -> TimePrecision {
        let all = zip(plans, readings).flatMap { plan, reading -> [TimePrecision] in
            guard let field = plan.kept[index].field else { return [] }
            let isOfStages = !plan.stages.isEmpty && plan.fields[field].name == "at"
            return (isOfStages ? plan.stages.map(\.field) : [field]).map {
                plan.fields[$0].target.time?.precision ?? reading.precisions[$0]
            }
        }
        return all.max() ?? .millisecond
    }

    /// What is known only now: the tables read before.
    private func complete(_ plan: inout FilePlan, _ wanted: Request.Table) {
        for index in plan.links.indices {
            let link = plan.links[index]
            guard let target = CanonicalTable.named(plan.table)?.link(link.name)?.table else { continue }
            plan.links[index].table = target == plan.table ? nil : ids[target]
        }
        for (index, condition) in wanted.conditions.enumerated() {
            for use in condition.uses {
                guard let first = use.path.links.first, let link = plan.links.firstIndex(where: { $0.name == first })
                else { continue }
                var then: [[Int32]] = []
                var here = CanonicalTable.named(plan.table)?.link(first)?.table ?? ""
                for next in use.path.links.dropFirst() {
                    guard let join = joins[here]?[next] else { continue }
                    then.append(join.rows)
                    here = join.table
                }
                let column =
                    tables[here]?.columns[use.path.column]
                    ?? Column.absent(use.type, count: tables[here]?.rowCount ?? 0)
                plan.conditions[index].sources[use.path] = .joined(column, link: link, then: then)
            }
        }
    }

    private func addPlausibility(to plan: inout FilePlan) {
        plan.plausibility = PlausibilityPlan(plan)
        if let link = plan.links.firstIndex(where: { $0.name == "lead" }),
            case .instants(let created)? = tables["leads"]?.columns["created_at"]
        {
            plan.plausibility.lead = (link, created)
        }
        if plan.table == "leads", let link = plan.links.firstIndex(where: { $0.name == "owner" }),
            case .booleans(let active)? = tables["users"]?.columns["active"]
        {
            plan.plausibility.owner = (link, active)
        }
    }

    private struct Assembled {
        var table: Snapshot.Table
        var joins: [String: Snapshot.Join]
        var ids: IdLayout?
    }

    private func assemble(
        _ table: CanonicalTable, _ wanted: Request.Table, _ plans: [FilePlan], _ built: TableBuilder.Table
    ) -> Assembled {
        var joins: [String: Snapshot.Join] = [:]
        for (link, rows) in zip(plans.first?.links ?? [], built.links) {
            guard let target = table.link(link.name)?.table, target != table.name else { continue }
            joins[link.name] = Snapshot.Join(table: target, rows: rows)
        }
        let columns = Dictionary(uniqueKeysWithValues: built.columns.map { ($0.name, $0.column) })
        let result = Snapshot.Table(
            rowCount: built.rowCount, columns: columns, truths: built.truths, lines: built.lines)
        return Assembled(table: result, joins: joins, ids: built.ids)
    }

    /// Gives the ids of a table their rows. Of two rows with one id the later is rejected or, with `distinct`, the one that
    /// was created later.
    private mutating func settleIDs(
        _ table: CanonicalTable, _ assembled: inout Assembled, _ troubles: inout Troubles, _ plans: [FilePlan],
        _ readings: [FileReading]
    ) throws(SnapshotError) {
        guard let layout = assembled.ids else { return }
        var found = IdTable(layout, threads: request.threads)
        if !found.duplicates.isEmpty {
            let kept: [Int32]
            if plans.contains(where: { $0.file.mapping.distinct != nil }) {
                kept = earliest(of: assembled.table, found.duplicates)
            } else {
                try reportDuplicates(found, table, plans, &troubles)
                let later = Set(found.duplicates.map(\.row))
                kept = (0..<Int32(assembled.table.rowCount)).filter { !later.contains($0) }
            }
            assembled.table = assembled.table.gathered(kept)
            assembled.joins = assembled.joins.mapValues { Snapshot.Join(table: $0.table, rows: $0.rows.gathered(kept)) }
            found = IdTable(layout.gathered(kept), threads: request.threads)
        }
        assembled.table.columns["id"] = .text(found.column)
        ids[table.name] = found
    }

    /// Of the rows of each id the one created first, in the order in which the ids turn up.
    private func earliest(of table: Snapshot.Table, _ duplicates: [(first: Int32, row: Int32)]) -> [Int32] {
        var best = Array(0..<Int32(table.rowCount))
        if case .instants(let created)? = table.columns["created_at"] {
            for (first, row) in duplicates {
                let (now, other) = (created.values[Int(best[Int(first)])], created.values[Int(row)])
                if other != missing, now == missing || other < now { best[Int(first)] = row }
            }
        }
        let later = Set(duplicates.map(\.row))
        return (0..<Int32(table.rowCount)).filter { !later.contains($0) }.map { best[Int($0)] }
    }

    /// Links of a table to itself.
    private mutating func linkWithin(_ table: CanonicalTable, _ wanted: Request.Table) {
        for link in table.links where link.table == table.name && wanted.links.contains(link.name) {
            guard let known = ids[table.name], case .text(let keys)? = tables[table.name]?.columns[link.column] else {
                continue
            }
            let rows = known.rows(keys)
            let unknown = rows.count { $0 == IdTable.unknown }
            if unknown > 0 {
                let key = Troubles.Key(code: .managerUnknown, table: table.name, column: link.column, isFault: false)
                report.leftOut.append(
                    DataReport.Group(
                        code: .managerUnknown, table: table.name, column: link.column, summary: key.summary,
                        count: unknown, first: []))
            }
            var active: [Truth] = []
            if case .booleans(let truths)? = tables[table.name]?.columns["active"] { active = truths }
            report.doubts += UserDoubts.groups(managers: rows, active: active, ids: known.column)
            joins[table.name, default: [:]][link.name] = Snapshot.Join(
                table: table.name, rows: rows.map { max($0, -1) })
        }
    }

    // MARK: Duplicates

    /// Names both lines of each id that two rows have: the table is read once more, since lines are not kept.
    private mutating func reportDuplicates(
        _ table: IdTable, _ canonical: CanonicalTable, _ plans: [FilePlan], _ troubles: inout Troubles
    ) throws(SnapshotError) {
        var again = plans
        for index in again.indices { again[index].wantsLines = true }
        let (built, readings) = try read(again)
        func place(_ row: Int32) -> (file: Int, line: Int) {
            let file = built.fileStarts.lastIndex { $0 <= Int(row) } ?? 0
            return (file, Int(built.lines?[Int(row)] ?? 1))
        }
        let key = Troubles.Key(code: .duplicateID, table: canonical.name, column: "id", isFault: true)
        for (first, row) in table.duplicates {
            let (file, line) = place(row)
            let id = table.column.text(Int(row)) ?? ""
            let message = "the id '\(id)' is that of line \(place(first).line) already"
            // Places count lines from the start of a block.
            let offset = line - (readings[file].lines.first ?? 1)
            troubles.note(key, Troubles.Place(file: file, block: 0, line: offset, column: 1, message: message))
            troubles.reject(
                Troubles.Rejected(file: file, block: 0, line: offset, reason: "id: \(message)", text: []))
        }
    }
}

extension Snapshot.Table {
    /// Some rows, in the order given.
    fileprivate func gathered(_ rows: [Int32]) -> Snapshot.Table {
        Snapshot.Table(
            rowCount: rows.count, columns: columns.mapValues { $0.gathered(rows) },
            truths: truths.map { $0.gathered(rows) }, lines: lines.map { $0.gathered(rows) })
    }
}
