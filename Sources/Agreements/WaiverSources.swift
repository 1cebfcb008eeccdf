import Findings

/// Where waivers come from besides the agreement, and what they are held to.
public struct WaiverSources: Sendable {
    /// Files of waivers beside the agreement.
    public var beside: [SourceText] = []
    /// The agreement as it stands in a base, whose waivers count in place of its own, so that a change cannot exempt itself.
    public var base: Base?
    /// Days that a waiver may hold at most; nil asks for no more than an end.
    public var longest: Int?
    /// Whether the approver has to be named by another party than the one that owes the rule.
    public var wantsOtherParty = false

    /// What a base says.
    public struct Base: Sendable {
        /// As a person calls it: `origin/main`.
        public var name: String
        /// Nil where the base does not have the agreement.
        public var agreement: SourceText?

        public init(name: String, agreement: SourceText?) {
            self.name = name
            self.agreement = agreement
        }
    }

    public init() {}
}
