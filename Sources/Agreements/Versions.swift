import BusinessTime
import Findings

extension [Agreement] {
    /// What stands against judging by these versions together: different ids, terms that overlap; a gap between
    /// terms is a warning.
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
        return findings + gaps()
    }

    /// Days between two versions on which none is in force.
    private func gaps() -> [Finding] {
        let byStart = filter { $0.id == first?.id }.sorted { ($0.term.from ?? .min) < ($1.term.from ?? .min) }
        return zip(byStart, byStart.dropFirst()).compactMap { earlier, later in
            guard let end = earlier.term.until, let start = later.term.from, start > end + 1 else { return nil }
            let days =
                end + 1 == start - 1
                ? "on \(CivilDate.format(end + 1))"
                : "from \(CivilDate.format(end + 1)) until \(CivilDate.format(start - 1))"
            return .warning(
                .termsLeaveGap, "no version of '\(later.id)' is in force \(days)",
                at: later.term.place ?? Place(path: later.path, line: 1),
                notes: ["clocks that start then are not judged"],
                related: earlier.term.place.map { [Finding.Related(place: $0, message: "the version before")] } ?? [])
        }
    }
}

extension Term {
    fileprivate func overlaps(_ other: Term) -> Bool {
        (from ?? .min) <= (other.until ?? .max) && (other.from ?? .min) <= (until ?? .max)
    }
}
