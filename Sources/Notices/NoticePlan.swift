import BusinessTime
import Ledgers

/// Who is to be told what, now.
public struct NoticePlan: Sendable {
    /// One for each person, by address.
    public var digests: [Digest] = []
    /// Owed, and not told before the recipient's calendar opens.
    public var muted: [Muted] = []
    /// Steps that nobody can be told of.
    public var lost: [Lost] = []
    /// Owed, and not true any more.
    public var withdrawn = 0
    /// Not told because somebody acknowledged them.
    public var acknowledged = 0
    /// Why nothing is told before somebody has looked.
    public var stops: [String] = []

    public struct Muted: Hashable, Sendable {
        public var notice: Notice
        /// When the calendar opens.
        public var until: Int64
    }

    public struct Lost: Hashable, Sendable {
        public var obligation: ObligationName
        public var step: String
        public var reason: String
    }

    public struct Options: Sendable {
        /// Milliseconds since 1970 UTC.
        public var now: Int64
        /// More notices than these are not planned unasked.
        public var limit: Int
        /// A rule whose attainment falls by more (0–1) since the run before lets nothing be planned unasked.
        public var fall: Double
        /// How long after it was told a breach that goes on is told again.
        public var repeatAfter: Target?
        /// Whether people are left alone while their calendar is closed.
        public var isQuiet: Bool
        /// Somebody has looked: the limits do not hold.
        public var isConfirmed: Bool
        /// Nothing is written.
        public var isTrial: Bool

        public init(
            now: Int64, limit: Int, fall: Double, repeatAfter: Target?, isQuiet: Bool, isConfirmed: Bool, isTrial: Bool
        ) {
            self.now = now
            self.limit = limit
            self.fall = fall
            self.repeatAfter = repeatAfter
            self.isQuiet = isQuiet
            self.isConfirmed = isConfirmed
            self.isTrial = isTrial
        }
    }

    /// A digest in the form of one channel.
    public struct Rendered: Sendable {
        public var channel: String
        public var content: String

        public init(channel: String, content: String) {
            self.channel = channel
            self.content = content
        }
    }

    /// So many judged obligations make a share worth a comparison.
    static let fewest = 20
}

extension Timetable {
    /// When it opens next; nil where it is open at an instant, or never opens again.
    func opening(after instant: Int64) -> Int64? {
        guard let next = due(of: .businessTime(milliseconds: 1), from: instant), next > instant + 1 else { return nil }
        return next - 1
    }
}
