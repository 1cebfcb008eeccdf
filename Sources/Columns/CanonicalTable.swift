/// A table that rules know, with the columns it may have; an export names and fills them in its own way.
public struct CanonicalTable: Sendable {
    public struct Column: Sendable {
        public var name: String
        public var type: ValueType
        /// A row without a value in it is a fault of the data.
        public var isRequired: Bool
    }

    /// A column whose values are ids of another table.
    public struct Link: Sendable {
        /// As it stands in a condition before a column of the joined record: `owner`.
        public var name: String
        public var column: String
        public var table: String
    }

    public var name: String
    public var columns: [Column]
    public var links: [Link]
    /// The column that says when a row happened: rows later than as-of do not exist. Nil for tables of present states.
    public var instants: String?

    public func column(_ name: String) -> Column? { columns.first { $0.name == name } }
    public func link(_ name: String) -> Link? { links.first { $0.name == name } }

    public static func named(_ name: String) -> CanonicalTable? { all.first { $0.name == name } }

    /// In the order in which they are read: those that links point at come first.
    public static let all: [CanonicalTable] = [users, leads, stageChanges, activities, ownerChanges, opportunities]

    public static let users = CanonicalTable(
        "users", text: "name email team role manager_id calendar", required: ["id": .text],
        other: ["active": .boolean, "deleted": .boolean],
        links: [Link(name: "manager", column: "manager_id", table: "users")])

    public static let leads = CanonicalTable(
        "leads",
        text:
            "email company country segment source origin campaign title stage owner_id disposition disposition_reason merged_into",
        required: ["id": .text],
        other: [
            "created_at": .instant, "modified_at": .instant, "score": .number, "dispositioned_at": .instant,
            "do_not_contact": .boolean, "deleted": .boolean,
        ],
        links: [Link(name: "owner", column: "owner_id", table: "users")])

    public static let stageChanges = CanonicalTable(
        "stage_changes", text: "lead_id from_stage user_id", required: ["to_stage": .text, "at": .instant],
        links: [.lead, .user], instants: "at")

    public static let activities = CanonicalTable(
        "activities", text: "id lead_id user_id kind direction outcome", required: ["at": .instant],
        other: ["logged_at": .instant, "deleted": .boolean], links: [.lead, .user], instants: "at")

    public static let ownerChanges = CanonicalTable(
        "owner_changes", text: "lead_id from_owner_id owner_id", required: ["at": .instant],
        links: [.lead, .owner, Link(name: "from_owner", column: "from_owner_id", table: "users")], instants: "at")

    public static let opportunities = CanonicalTable(
        "opportunities", text: "lead_id owner_id stage", required: ["id": .text],
        other: [
            "amount": .number, "created_at": .instant, "expected_close": .date, "closed_at": .instant, "won": .boolean,
            "deleted": .boolean,
        ],
        links: [.lead, .owner], instants: "created_at")

    private init(
        _ name: String, text: String, required: [String: ValueType], other: [String: ValueType] = [:], links: [Link],
        instants: String? = nil
    ) {
        self.name = name
        self.links = links
        self.instants = instants
        columns = text.split(separator: " ").map { Column(name: String($0), type: .text, isRequired: false) }
        columns += other.map { Column(name: $0.key, type: $0.value, isRequired: false) }
        columns += required.map { Column(name: $0.key, type: $0.value, isRequired: true) }
        columns.sort { $0.name < $1.name }
    }
}

extension CanonicalTable.Link {
    fileprivate static let lead = Self(name: "lead", column: "lead_id", table: "leads")
    fileprivate static let user = Self(name: "user", column: "user_id", table: "users")
    fileprivate static let owner = Self(name: "owner", column: "owner_id", table: "users")
}
