/// A field that cannot be read, found while a column of a block was parsed.
struct CellFault {
    var row: Int
    var kind: CellFaultKind
}

enum CellFaultKind: Hashable {
    case notText
    case notAnInstant
    case notADate
    case notANumber
    case notABoolean
    case tooLong
    case valueRequired
    /// A stage that the agreement does not know.
    case unknownStage
}
