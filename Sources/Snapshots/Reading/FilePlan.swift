import BusinessTime
import Columns
import Conditions
import Findings

/// What is to be made of each row of one file: settled before the first row, shared by all threads.
struct FilePlan: Sendable {
    /// A column to parse.
    struct Field: Sendable {
        var name: String
        var origin: TableFile.Origin
        var target: ColumnParser.Target
        /// For an id that rows of other tables refer to: never a dictionary.
        var isID = false
        /// Nobody asked for it: what cannot be read of it is no value, and no fault.
        var isQuiet = false
    }

    /// A key to look up in the ids of another table.
    struct Link: Sendable {
        var name: String
        /// Index into `fields`; nil where the file lacks the column and nobody is linked.
        var field: Int?
        /// Looked up in the rows' bytes without parsing a text; else `field`'s texts are looked up.
        var column: Int?
        var table: IdTable?
        var keyName: String
    }

    /// A condition with where its columns come from.
    struct BoundCondition: Sendable {
        enum Source: Sendable {
            case field(Int)
            /// A column of another table, reached by a link of the row and perhaps further ones.
            case joined(Column, link: Int, then: [[Int32]])
        }
        var expression: BoundExpression
        var sources: [ColumnPath: Source]
    }

    var table: String
    var file: TableFile
    /// Which file of the table.
    var fileNumber: Int
    var fields: [Field] = []
    /// How many of `fields`, from the first on, `where` reads.
    var conditionFieldCount = 0
    var selection: BoundCondition?
    /// Columns to keep: index into `fields`, nil where this file lacks the column.
    var kept: [(name: String, type: ValueType, field: Int?)] = []
    var links: [Link] = []
    /// Index into `fields` of the instant at which a row happened.
    var instants: Int?
    /// `from_columns`: index into `fields` of the instant of each stage.
    var stages: [(code: UInt32, field: Int)] = []
    var stageNames: [[UInt8]] = []
    var conditions: [BoundCondition] = []
    var keeping: [Int]?
    var wantsLines = false
    var plausibility = PlausibilityPlan()
    var asOf: Int64 = 0
    var startOfDay: @Sendable (Int64) -> Int64
}
