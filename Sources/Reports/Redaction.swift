import Agreements
import Compliance
import Findings
import Snapshots

extension CheckReport {
    /// What stands in the place of a name.
    private static let hidden = "[hidden]"

    /// Hides people and what rows of the data say, in every format: owners are numbered, findings of rows keep their place and
    /// lose their words, and names of the agreement are left out.
    ///
    /// Ids of leads stay unless they are addresses or names; so do teams, and what the author of the agreement wrote himself.
    public mutating func redact(_ agreements: [Agreement]) {
        hidesPeople = true
        judgement?.hidesPeople = true
        var names: Set<String> = []
        for agreement in agreements {
            names.formUnion(agreement.parties.compactMap(\.name))
            names.formUnion(agreement.parties.compactMap(\.email))
            names.formUnion(agreement.acceptance.map(\.name))
            names.formUnion((agreement.waivers + agreement.waiversInForce).map(\.approvedBy))
        }
        names.remove("")
        // A name that holds another one goes first.
        let longestFirst = names.sorted { a, b in
            a.utf8.count == b.utf8.count ? a < b : a.utf8.count > b.utf8.count
        }
        func without(_ text: String) -> String {
            var text = text
            for name in longestFirst { text = text.replacing(name, with: Self.hidden) }
            return text
        }
        findings = findings.map { finding in
            var finding = finding
            // What is wrong with a row is said in the words of the row.
            let isOfData = finding.code.id.hasPrefix("LP05")
            finding.message = isOfData ? finding.code.title : without(finding.message)
            finding.notes = isOfData ? [] : finding.notes.map(without)
            finding.related =
                isOfData ? [] : finding.related.map { .init(place: $0.place, message: without($0.message)) }
            finding.fix = nil
            return finding
        }
        data?.redact()
    }
}

extension DataReport {
    fileprivate mutating func redact() {
        func redacted(_ groups: [Group]) -> [Group] {
            groups.map { group in
                var group = group
                group.first = group.first.map { finding in
                    Finding(finding.level, finding.code, group.summary, at: finding.place)
                }
                return group
            }
        }
        faults = redacted(faults)
        leftOut = redacted(leftOut)
        rejected = []
    }
}
