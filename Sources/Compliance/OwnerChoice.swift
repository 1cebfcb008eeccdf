import Columns
import Snapshots

/// The owners whose verdicts are wanted, by name or id.
struct OwnerChoice: Sendable {
    /// By row of the users.
    private let users: [Bool]
    /// By row of the leads: whether the lead's present owner, whom no row of the users knows, is wanted.
    private let leads: [Bool]

    init(_ names: Set<String>, _ snapshot: Snapshot) {
        let table = snapshot.users
        users = (0..<(table?.rowCount ?? 0)).map { row in
            [table?.text("id", row), table?.text("name", row)].contains { $0.map(names.contains) ?? false }
        }
        leads = (0..<snapshot.leads.rowCount).map { row in
            snapshot.leads.text("owner_id", row).map(names.contains) ?? false
        }
    }

    /// Volumes and rates are nobody's own.
    func contains(_ record: VerdictRecord) -> Bool {
        guard record.lead >= 0, record.owner != Ownership.unknown else { return false }
        return record.owner >= 0 ? users[Int(record.owner)] : leads[Int(record.lead)]
    }
}

extension Snapshot {
    /// Everybody who owns a lead or is a user: ids and names, each once.
    public var ownerNames: Set<String> {
        var names: Set<String> = []
        for row in 0..<(users?.rowCount ?? 0) {
            for column in ["id", "name"] { if let name = users?.text(column, row) { names.insert(name) } }
        }
        for row in 0..<leads.rowCount { if let owner = leads.text("owner_id", row) { names.insert(owner) } }
        return names
    }
}
