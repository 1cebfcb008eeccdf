/// How parts of a message are set off from one another: colours on a terminal, nothing elsewhere.
public struct TextStyle: Sendable {
    public enum Role: Hashable, Sendable, CaseIterable {
        case error, warning, note
        /// Path, line and column; a gutter with line numbers; carets under what is meant; a code.
        case place, gutter, caret, code
    }

    private let paint: @Sendable (Role, String) -> String

    public init(_ paint: @escaping @Sendable (Role, String) -> String) { self.paint = paint }

    public func callAsFunction(_ role: Role, _ text: String) -> String { text.isEmpty ? text : paint(role, text) }

    public static let plain = TextStyle { _, text in text }
}

extension Level {
    public var role: TextStyle.Role {
        switch self {
        case .error: .error
        case .warning: .warning
        case .note: .note
        }
    }
}
