import Findings

extension String {
    /// Fit for one line of a terminal: runs of line breaks and tabs are one blank, and other control characters, which a
    /// terminal would obey, show as U+FFFD.
    package var onOneLine: String {
        // Only control characters, and letters of three bytes and more, are ever changed; U+0080…U+009F begin with C2.
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0xE0 && $0 != 0x7F && $0 != 0xC2 }) { return self }
        var line = String.UnicodeScalarView()
        var isAfterBreak = false
        for scalar in unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t", "\u{85}", "\u{2028}", "\u{2029}":
                if !isAfterBreak { line.append(" ") }
                isAfterBreak = true
                continue
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                line.append("\u{FFFD}")
            default:
                line.append(scalar)
            }
            isAfterBreak = false
        }
        return String(line)
    }

    /// Columns a terminal gives it: none for what combines with the letter before, two for wide East Asian letters.
    var displayWidth: Int {
        unicodeScalars.reduce(0) { $0 + $1.displayWidth }
    }

    /// Filled up with blanks to a width in columns.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - displayWidth))
    }

    /// At most `width` columns, the last an ellipsis where something had to go.
    package func shortened(to width: Int) -> String {
        guard displayWidth > width else { return self }
        var kept = ""
        var used = 0
        for character in self {
            let next = String(character).displayWidth
            if used + next > width - 1 { break }
            kept.append(character)
            used += next
        }
        return kept + "…"
    }
}

extension Unicode.Scalar {
    var displayWidth: Int {
        if value < 0x300 { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default:
            return 1
        }
    }
}

extension Place {
    /// `agreement.yaml:14:15`.
    var label: String {
        let start = range.lowerBound
        return "\(path.onOneLine):\(start.line):\(start.column)"
    }
}

/// `1 breach`, `12 breaches`.
package func counted(_ number: Int, _ singular: String, _ plural: String) -> String {
    "\(grouped(number)) \(number == 1 ? singular : plural)"
}

/// Digits in threes: `1,234,567`.
package func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return number < 0 ? "-" + text : text
}

/// A share as a percentage with one decimal, rounded down, so that what falls short never looks reached: `94.9 %`.
package func percentage(_ share: Double) -> String {
    // The nudge keeps 0.57 × 1000, which binary fractions make 569.99…, at 57.0.
    let tenths = Int((share * 1000 + 1e-9).rounded(.down))
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
}
