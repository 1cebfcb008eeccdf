/// A report as its reader sees it, without the shape of a format: HTML and Markdown are views of it.
///
/// All texts are plain; what escaping a format asks for is the format's own affair.
public struct Page: Sendable {
    public var title: String
    /// What it is about: period, as-of, zone, leads.
    public var subtitle: String
    /// One sentence that a reader in a hurry takes home.
    public var answer: String
    public var tone: Tone
    /// What to do next, most urgent first.
    public var actions: [String]
    public var cards: [Card] = []
    public var sections: [Section] = []
    /// The last line: what wrote it.
    public var colophon: String

    public enum Tone: String, Sendable { case good, bad, warning, plain }

    /// A figure that stands out.
    public struct Card: Sendable {
        public var title: String
        public var figure: String
        public var detail: String
        public var tone: Tone
    }

    public struct Section: Sendable {
        /// Unique on the page; letters, digits and hyphens.
        public var id: String
        public var title: String
        public var blocks: [Block]
    }

    public indirect enum Block: Sendable {
        case text(String)
        case heading(String, detail: String)
        case list([String])
        case table(Table)
        case chart(Chart)
        /// What is shown on demand, under a line that says what it is.
        case details(String, [Block])
    }

    public struct Table: Sendable {
        public var caption: String
        public var columns: [Column]
        public var rows: [[Cell]]
        /// What was left out, and where it is to be had.
        public var rest: String?

        public struct Column: Sendable {
            public var title: String
            public var isNumber = false
        }
    }

    public struct Cell: Sendable, ExpressibleByStringLiteral {
        public var text: String
        public var tone = Tone.plain
        /// What it is sorted by, where that is not its text.
        public var order: Double?
        /// 0–1: drawn as a bar behind the text.
        public var bar: Double?

        public init(_ text: String, _ tone: Tone = .plain, order: Double? = nil, bar: Double? = nil) {
            self.text = text
            self.tone = tone
            self.order = order
            self.bar = bar
        }

        public init(stringLiteral text: String) { self.text = text }
    }

    /// Bars in a row, with a line across them; what they say stands in a table beside them, too.
    public struct Chart: Sendable {
        public var title: String
        public var bars: [Bar]
        /// 0–1: where the line of the goal runs; nil for none.
        public var goal: Double?

        public struct Bar: Sendable {
            public var label: String
            /// 0–1; nil where there is nothing to show.
            public var share: Double?
            /// As words: `41 of 50, 82 %`.
            public var words: String
            public var tone: Tone
        }
    }
}
