/// LP01xx: the agreement.
extension Code {
    static let agreementCodes: [Code] = []
}
