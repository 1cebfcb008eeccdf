import Columns
import Findings
import Foundation
import Testing

@testable import Conditions

/// Texts that are no conditions, or conditions without measure: read or refused in good time, and never a crash.
@Suite struct RobustnessTests {
    /// A tenth of a megabyte will do in an ordinary run.
    private let share = ProcessInfo.processInfo.environment["LEADPACT_FULL"] == "1" ? 1 : 10

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("((((", 250_000, "", "LP0210"), ("not ", 250_000, "true", "LP0210"), ("- ", 500_000, "1 = 1", "LP0210"),
            ("case when ", 100_000, "", "LP0210"), ("lower(", 150_000, "'a'", "LP0210"),
            ("case ", 200_000, "", "LP0210"),
            ("score + ", 125_000, "1 = 1", "LP0210"), ("score * ", 125_000, "1 = 1", "LP0210"),
            ("'", 999_999, "", "LP0202"), ("\"", 999_999, "", "LP0202"), ("x", 1_000_000, "", "LP0230"),
            ("'x' ", 250_000, "", "LP0208"), ("\0", 1_000_000, "", "LP0201"), ("“", 300_000, "", "LP0203"),
            ("==", 500_000, "", "LP0204"),
            ("9", 1_000_000, "", "LP0211"), ("é", 500_000, "", "LP0230"), ("\u{301}", 500_000, "", "LP0201"),
            (" ", 1_000_000, "", "LP0200"),
            (".", 1_000_000, "", "LP0207"), ("a.", 500_000, "a", "LP0232"), ("x = null or ", 80_000, "true", "LP0206"),
            ("segment = 5 and ", 60_000, "true", "LP0233"), ("nonsense = 5 and ", 60_000, "true", "LP0230"),
            ("score in (", 100_000, "", "LP0210"), ("(score = ", 100_000, "", "LP0210"),
            ("1 < ", 250_000, "1", "LP0216"),
            ("score between ", 70_000, "1", "LP0207"), ("👩‍👩‍👧‍👦", 40_000, "", "LP0201"),
            ("title like '%", 1, String(repeating: "a%", count: 5000) + "'", "LP0217"),
        ])
    func refuses(_ start: String, times: Int, end: String, code: String) {
        let text = String(repeating: start, count: max(1, times / share)) + end
        let findings = bind(text).findings
        #expect(findings.first?.code.id == code)
        #expect(findings.count <= 2 * Binder.greatestFaultCount)
        for finding in findings { #expect(finding.message.utf8.count < 400 && !finding.message.contains("\n")) }
    }

    /// Long is not deep.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("score = 1 or ", 20_000, "true", "11111"), ("score > 0 and ", 20_000, "true", "1100?"),
            ("score in (", 1, "60)", "0100?"),
            ("stage = 'sal' or ", 20_000, "false", "0100?"),
        ])
    func reads(_ start: String, times: Int, end: String, expected: String) throws {
        let bound = try #require(bind(String(repeating: start, count: max(1, times / share)) + end).bound)
        #expect(symbols(bound.truths(Sample.inputs)) == expected)
    }

    @Test(.timeLimit(.minutes(1))) func readsLongLists() throws {
        let numbers = (0..<100_000).map { "\($0 * 3)" }.joined(separator: ", ")
        #expect(symbols(try #require(bind("score in (\(numbers))").bound).truths(Sample.inputs)) == "1110?")
        let texts = (0..<50_000).map { "'s\($0)'" }.joined(separator: ", ")
        #expect(symbols(try #require(bind("stage not in (\(texts), 'sal')").bound).truths(Sample.inputs)) == "1011?")
    }

    /// As deep as the parser lets through.
    @Test func evaluatesWhatIsDeep() throws {
        let parentheses = String(repeating: "(", count: 90) + "score > 0" + String(repeating: ")", count: 90)
        #expect(symbols(try #require(bind(parentheses).bound).truths(Sample.inputs)) == "1100?")
        let sum = "score" + String(repeating: " + 0", count: 190) + " > 0"
        #expect(symbols(try #require(bind(sum).bound).truths(Sample.inputs)) == "1100?")
        let negated = String(repeating: "not ", count: 98) + "score > 0"
        #expect(symbols(try #require(bind(negated).bound).truths(Sample.inputs)) == "1100?")
    }

    /// Each term doubles the one before: evaluated once each, not 2⁶⁰ times.
    @Test(.timeLimit(.minutes(1))) func termsDoNotMultiply() throws {
        var terms = ["t0": "score > 0", "s0": "stage = 'mql'"]
        for number in 1...60 {
            terms["t\(number)"] = "t\(number - 1) and t\(number - 1)"
            terms["s\(number)"] = "s\(number - 1) or s\(number - 1) and t\(number - 1)"
        }
        #expect(symbols(try #require(bind("t60", terms: terms).bound).truths(Sample.inputs)) == "1100?")
        #expect(symbols(try #require(bind("s60 and s60", terms: terms).bound).truths(Sample.inputs)) == "1001?")
        let codes = bind(
            "t200",
            terms: Dictionary(uniqueKeysWithValues: (0...200).map { ("t\($0)", $0 == 0 ? "true" : "t\($0 - 1)") })
        ).findings.map(\.code.id)
        #expect(codes == ["LP0239"])
    }

    /// Every prefix of a condition, and every condition with one scalar gone or changed.
    @Test func staysCalmWhereverItIsCut() {
        let text =
            "case when lower(\"Lead Source\") not in ('wéb', null) then score * -2.5e1 >= 3 else created_at + 30 days < timestamp '2026-03-01T00:00:00Z' end is not true"
        let scalars = Array(text.unicodeScalars)
        for cut in scalars.indices {
            for replacement in ["", "'", "\"", "(", ")", ".", " ", "9", "=", "é", "\0"] {
                var other = String.UnicodeScalarView(scalars)
                let index = other.index(other.startIndex, offsetBy: cut)
                other.replaceSubrange(index...index, with: replacement.unicodeScalars)
                _ = bind(String(other))
            }
            _ = bind(String(String.UnicodeScalarView(scalars[..<cut])))
        }
    }

    /// Words and signs in random order.
    @Test(arguments: 1...20) func staysCalmOnNonsense(seed: UInt64) {
        let words = [
            "score", "stage", "'x'", "5", "(", ")", ",", "and", "or", "not", "is", "null", "in", "between", "like",
            "case", "when", "then",
            "else", "end", "=", "<", "+", "-", "*", "/", "as_of", "30 days", "date '2026-01-01'", "owner", ".", "true",
            "lower", "escape", "distinct from",
            "Closed", "Tier", "created_at", "coalesce(", "nullif(",
        ]
        var state = seed
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += words[Int(state >> 33) % words.count] + " "
            }
            let (bound, findings) = bind(text, expecting: nil)
            #expect((bound == nil) == findings.hasErrors)
        }
    }
}
