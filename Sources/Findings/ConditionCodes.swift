/// LP02xx: conditions.
extension Code {
    static let conditionCodes: [Code] = conditionSyntaxCodes + conditionMeaningCodes
}
