import Agreements
import Compliance
import Findings
import Snapshots

/// Hides people and what rows of the data say.
///
/// Ids of leads stay unless they are addresses or names; so do teams, and what the author of the agreement wrote himself.
package struct Redaction: Sendable {
    /// What stands in the place of a name.
    package static let hidden = "[hidden]"

    /// A name that holds another one goes first.
    private let names: [String]

    /// - Parameter agreements: Whose parties, signatories and approvers are hidden.
    package init(_ agreements: [Agreement]) {
        var names: Set<String> = []
        for agreement in agreements {
            names.formUnion(agreement.parties.compactMap(\.name))
            names.formUnion(agreement.parties.compactMap(\.email))
            names.formUnion(agreement.acceptance.map(\.name))
            names.formUnion((agreement.waivers + agreement.waiversInForce).map(\.approvedBy))
        }
        names.remove("")
        self.names = names.sorted { a, b in
            a.utf8.count == b.utf8.count ? a < b : a.utf8.count > b.utf8.count
        }
    }

    /// A text without the names of the agreements.
    package func callAsFunction(_ text: String) -> String {
        names.reduce(text) { $0.replacing($1, with: Self.hidden) }
    }

    package func callAsFunction(_ finding: Finding) -> Finding {
        var finding = finding
        // What is wrong with a row is said in the words of the row.
        let isOfData = finding.code.id.hasPrefix("LP05")
        finding.message = isOfData ? finding.code.title : self(finding.message)
        finding.notes = isOfData ? [] : finding.notes.map { self($0) }
        finding.related = isOfData ? [] : finding.related.map { .init(place: $0.place, message: self($0.message)) }
        finding.fix = nil
        return finding
    }

    package func callAsFunction(_ data: DataReport) -> DataReport {
        func redacted(_ groups: [DataReport.Group]) -> [DataReport.Group] {
            groups.map { group in
                var group = group
                if Self.quoting.contains(group.code) {
                    let place = [group.table, group.column].compactMap(\.self).joined(separator: ".")
                    group.summary = "\(place): \(group.code.title)"
                }
                group.first = group.first.map { Finding($0.level, group.code, group.summary, at: $0.place) }
                return group
            }
        }
        var data = data
        data.faults = redacted(data.faults)
        data.leftOut = redacted(data.leftOut)
        data.doubts = redacted(data.doubts)
        data.rejected = []
        return data
    }

    package func callAsFunction(_ diff: AgreementDiff) -> AgreementDiff {
        var diff = diff
        for item in diff.items.indices {
            diff.items[item].name = self(diff.items[item].name)
            for index in diff.items[item].changes.indices {
                let change = diff.items[item].changes[index]
                diff.items[item].changes[index].aspect = self(change.aspect)
                diff.items[item].changes[index].old = change.old.map { self($0) }
                diff.items[item].changes[index].new = change.new.map { self($0) }
            }
        }
        return diff
    }

    /// Whose summaries say what stands in the data.
    private static let quoting: Set<Code> = [
        .stageNotAgreed, .placeholder, .nearlyTheSame, .managerCycle, .managerInactive,
    ]
}

extension CheckReport {
    /// Hides people and what rows of the data say, in every format: owners are numbered, findings of rows keep their place and
    /// lose their words, and names of the agreement are left out.
    public mutating func redact(_ agreements: [Agreement]) {
        hidesPeople = true
        judgement?.hidesPeople = true
        let redaction = Redaction(agreements)
        findings = findings.map { redaction($0) }
        data = data.map { redaction($0) }
    }
}
