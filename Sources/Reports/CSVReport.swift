import Agreements
import Columns
import Compliance

extension CheckReport {
    /// One row a verdict (RFC 4180, LF line ends); what a rule does not define is empty.
    func writeCSV(to out: consuming ByteWriter) {
        out.write(
            "rule,party,subject,lead,verdict,kind,start,due,satisfied_at,elapsed_seconds,target_seconds,target,"
                + "owner,team,manager,severity,reason\n")
        if let judgement {
            for record in listedRecords { writeRow(record, of: judgement, to: &out) }
        }
        out.flush()
    }

    private func writeRow(_ record: VerdictRecord, of judgement: Judgement, to out: inout ByteWriter) {
        let view = judgement.view(of: record)
        out.write(field: view.rule.id, isFirst: true)
        out.write(field: view.rule.party)
        out.write(field: view.subject)
        out.write(field: view.lead)
        out.write(field: record.verdict.name)
        out.write(field: record.verdict.kind)
        for instant in [record.start, record.due, record.satisfiedAt] {
            out.write(byte: UInt8(ascii: ","))
            if instant != missing { out.write(instant: instant) }
        }
        for length in [record.used, view.targetMilliseconds ?? missing] {
            out.write(byte: UInt8(ascii: ","))
            if length != missing { out.write(secondsOf: length) }
        }
        out.write(field: view.target)
        out.write(field: view.owner ?? view.ownerID)
        out.write(field: view.team)
        out.write(field: view.manager)
        out.write(field: view.rule.severity.rawValue)
        out.write(field: view.reason)
        out.write("\n")
    }
}

extension Verdict {
    /// How a breach came about: `late` (satisfied after due) or `missed` (not satisfied, or not true).
    var kind: String? {
        switch self {
        case .late: "late"
        case .missed: "missed"
        case .met, .open, .atRisk, .void, .waived, .unknown: nil
        }
    }
}

extension ByteWriter {
    /// A comma, unless the field is the first, and the field, quoted where it has to be.
    fileprivate mutating func write(field: String?, isFirst: Bool = false) {
        if !isFirst { write(byte: UInt8(ascii: ",")) }
        guard let field, !field.isEmpty else { return }
        let needsQuotes = field.utf8.contains {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
        }
        guard needsQuotes else { return write(field) }
        write(byte: UInt8(ascii: "\""))
        for byte in field.utf8 {
            if byte == UInt8(ascii: "\"") { write(byte: byte) }
            write(byte: byte)
        }
        write(byte: UInt8(ascii: "\""))
    }
}
