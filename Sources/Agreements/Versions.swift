import BusinessTime
import Findings

extension [Agreement] {
    /// What stands against judging by these versions together: different ids, or terms that overlap.
    public func versionFindings() -> [Finding] {
        var findings: [Finding] = []
        for (index, agreement) in enumerated() {
            if let first, agreement.id != first.id {
                findings.append(
                    .error(
                        .severalAgreements,
                        "'\(agreement.path)' is agreement '\(agreement.id)', and '\(first.path)' is '\(first.id)'",
                        at: Place(path: agreement.path, line: 1),
                        notes: ["a check takes one agreement or versions of one; name the file to judge by"]))
                continue
            }
            for other in self[..<index] where other.id == agreement.id && agreement.term.overlaps(other.term) {
                findings.append(
                    .error(
                        .overlappingTerms, "the terms of '\(agreement.path)' and '\(other.path)' overlap",
                        at: agreement.term.place ?? Place(path: agreement.path, line: 1),
                        notes: ["end the older one on the day before the newer begins"]))
            }
        }
        return findings
    }
}

extension Term {
    fileprivate func overlaps(_ other: Term) -> Bool {
        (from ?? .min) <= (other.until ?? .max) && (other.from ?? .min) <= (until ?? .max)
    }
}
