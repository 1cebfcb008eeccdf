/// The stable name of a kind of finding, with the page that `leadpact explain LPnnnn` shows.
///
/// Codes are grouped by hundreds: 00 text and YAML, 01 the agreement, 02 conditions, 03 calendars and targets,
/// 04 the manifest of a snapshot, 05 the data of a snapshot, 06 rules that meet a snapshot, 07 gate and waivers, 08 tests of an
/// agreement, 09 rules as SQL, 10 ledger and notices.
/// A code is never used again for something else.
public struct Code: Hashable, Sendable {
    /// `LP0102`.
    public let id: String
    /// A few words: `unknown key`.
    public let title: String
    /// What it is, why it is bad, an example, and what to use instead; Markdown, several paragraphs.
    public let page: String

    public init(_ id: String, _ title: String, _ page: String) {
        self.id = id
        self.title = title
        self.page = page
    }

    public static func == (a: Code, b: Code) -> Bool { a.id == b.id }
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// Every code there is, in order.
    public static let all: [Code] =
        yamlCodes + fileCodes + agreementCodes + acceptanceCodes + conditionCodes + calendarCodes + manifestCodes
        + dataCodes + seriesCodes
        + meetingCodes
        + gateCodes + selectionCodes + testCodes + pushdownCodes + ledgerCodes
}
