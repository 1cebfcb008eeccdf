import Agreements
import BusinessTime
import Compliance
import Findings
import Snapshots

/// A file of tests of an agreement: small snapshots, and the verdicts that are to come of them.
public struct TestFile: Sendable {
    /// As the user wrote it.
    public var path: String
    /// The agreement or the folder of its versions, relative to the working directory.
    public var agreementPath: String
    /// The versions of the agreement that is tested; empty where it could not be read.
    public var agreements: [Agreement]
    public var cases: [TestCase]
}

/// One case: what there is, and what is expected of it at one instant or at several.
public struct TestCase: Sendable {
    public var name: String
    public var says: String?
    /// Its name in the file.
    public var place: Place
    /// Of times without an offset, and of those that are shown.
    public var zone: Zone
    /// How finely the instants that are written out are known; `second` takes them as they stand.
    var precision: WrittenPrecision
    var data: TestData
    public var steps: [Step]

    /// What is expected at one instant.
    public struct Step: Sendable {
        /// Milliseconds since 1970 UTC.
        public var asOf: Int64
        public var place: Place
        /// Tables that take the place of the case's own, as they are at this instant.
        var tables: [String: TestTable]
        public var expected: [RuleExpectation]
    }
}

/// All verdicts that one rule is to give.
public struct RuleExpectation: Sendable {
    public var rule: String
    public var place: Place
    /// None: the rule is to judge nothing.
    public var verdicts: [ExpectedVerdict]
}

/// What is said of one verdict; what is nil is not compared.
public struct ExpectedVerdict: Sendable {
    public var place: Place
    public var lead: String?
    public var period: String?
    /// The words for it: `breached` is late or missed.
    public var verdict: String?
    /// Milliseconds since 1970 UTC.
    public var start: Int64?
    public var due: Int64?
    public var satisfiedAt: Int64?
    /// Time used, of the target's own kind, in milliseconds.
    public var elapsed: Int64?
    public var target: String?
    /// The name or the id.
    public var owner: String?
    public var team: String?
    public var manager: String?
    /// A part of it.
    public var reason: String?

    /// How much is said; what is said most exactly is matched first.
    var weight: Int {
        let texts = [lead, period, verdict, target, owner, team, manager, reason].count { $0 != nil }
        return texts + [start, due, satisfiedAt, elapsed].count { $0 != nil }
    }
}

enum WrittenPrecision: String, CaseIterable, Sendable { case second, minute }

/// Where the rows of a case come from.
enum TestData: Sendable {
    case tables([String: TestTable])
    /// A snapshot of its own, relative to the working directory.
    case snapshot(path: String, place: Place)
}

enum TestTable: Sendable {
    case rows([TestRow])
    /// CSV with canonical headers, beside the test file.
    case file(PlacedText)
}

/// A row as it is written out.
struct TestRow: Sendable {
    struct Cell: Sendable {
        var column: String
        var columnPlace: Place
        /// Nil stands for no value.
        var text: String?
        var place: Place
    }
    var cells: [Cell]
    var place: Place
}
