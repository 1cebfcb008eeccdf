import Conditions

extension Agreement {
    /// The named conditions by name, as a schema of conditions wants them.
    public var schemaTerms: [String: Condition] {
        Dictionary(terms.map { ($0.name, $0.condition) }, uniquingKeysWith: { first, _ in first })
    }
}
