import Columns
import Findings

/// Where the text of a condition stands in a file.
public struct ConditionSource: Sendable {
    public var path: String
    public var text: String
    /// The position of each Unicode scalar of `text`, and of its end: one element more than `text` has scalars.
    public var positions: [Position]

    public init(path: String, text: String, positions: [Position]) {
        self.path = path
        self.text = text
        self.positions = positions
    }

    /// A text that begins at a given line and column and runs on from there, as one given on a command line does.
    public init(path: String, text: String, line: Int = 1, column: Int = 1) {
        var positions: [Position] = []
        var here = Position(line: line, column: column)
        for scalar in text.unicodeScalars {
            positions.append(here)
            if scalar == "\n" {
                here = Position(line: here.line + 1, column: 1)
            } else {
                here.column += 1
            }
        }
        self.init(path: path, text: text, positions: positions + [here])
    }

    /// Where a stretch of the text, in scalars, stands in the file.
    public func place(_ range: Range<Int>) -> Place {
        guard let last = positions.indices.last else { return Place(path: path, line: 1) }
        let start = positions[min(range.lowerBound, last)]
        guard !range.isEmpty else { return Place(path: path, range: start..<start) }
        let final = positions[min(range.upperBound - 1, last)]
        let next = positions[min(range.upperBound, last)]
        // Where the text goes on in another line, the stretch still ends in this one.
        let end = next.line == final.line ? next : Position(line: final.line, column: final.column + 1)
        return Place(path: path, range: start..<max(start, end))
    }
}

/// A condition or expression as its author wrote it, parsed but not yet bound to the columns of a snapshot.
public struct Condition: Sendable {
    public let source: ConditionSource
    public let expression: Expression

    public var text: String { source.text }

    /// A condition made of a tree that some other notation was read into; `source` is what its ranges refer to.
    ///
    /// - Precondition: The tree is not higher than `Expression.greatestHeight`.
    public init(source: ConditionSource, expression: Expression) {
        precondition(expression.height <= Expression.greatestHeight, "a condition is nested too deep")
        self.source = source
        self.expression = expression
    }

    /// Reads the text of a condition.
    ///
    /// - Returns: nil when there were errors; all that were found are in `findings` (LP02xx), each with its place.
    public static func parse(_ source: ConditionSource, findings: inout [Finding]) -> Condition? {
        var lexer = Lexer(source)
        lexer.run()
        findings += lexer.findings
        guard lexer.isReadable else { return nil }
        var parser = Parser(source: source, scalars: lexer.scalars, tokens: lexer.tokens)
        let expression = parser.parse()
        findings += parser.findings
        guard let expression, !lexer.findings.hasErrors, !parser.findings.hasErrors else { return nil }
        return Condition(source: source, expression: expression)
    }

    /// The words for units of time, in the singular and the plural: `day`, `days`.
    public static let unitsOfTime = Set(
        DurationUnit.allCases.flatMap { [$0.rawValue, String($0.rawValue.dropLast())] })

    /// The whole text.
    public var place: Place { source.place(0..<max(source.positions.count - 1, 0)) }

    /// The column and its text where the condition is but `column = 'text'`.
    public var demandedText: (column: String, text: String)? {
        guard case .comparison(.equal, let left, let right) = expression.kind, case .name(let name) = left.kind,
            name.parts.count == 1, case .text(let text) = right.kind
        else { return nil }
        return (name.parts[0], text)
    }

    /// The names that the condition mentions, unresolved, each time it does: `["owner", "active"]`.
    public var names: [(path: [String], place: Place)] {
        var names: [(path: [String], place: Place)] = []
        expression.visit { node in
            if case .name(let name) = node.kind { names.append((name.parts, source.place(node.range))) }
        }
        return names
    }
}
