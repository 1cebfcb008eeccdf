import Findings

/// Whether text is set in colour, and how.
public struct Style: Sendable {
    public var isColored: Bool

    public init(isColored: Bool) {
        self.isColored = isColored
    }

    public static let plain = Style(isColored: false)

    public func strong(_ text: String) -> String { wrap(text, "1") }
    public func bad(_ text: String) -> String { wrap(text, "1;31") }
    public func warning(_ text: String) -> String { wrap(text, "1;33") }
    public func good(_ text: String) -> String { wrap(text, "32") }
    public func faint(_ text: String) -> String { wrap(text, "2") }

    /// The same for findings.
    public var ofFindings: TextStyle {
        TextStyle { role, text in
            switch role {
            case .error, .caret: bad(text)
            case .warning: warning(text)
            case .note, .place: strong(text)
            case .gutter, .code: faint(text)
            }
        }
    }

    private func wrap(_ text: String, _ code: String) -> String {
        isColored && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
