import Agreements
import Columns
import Compliance
import Snapshots

extension CheckReport {
    /// One row a verdict (RFC 4180, LF line ends); what a rule does not define is empty.
    func writeCSV(to out: consuming ByteWriter) {
        out.write(
            "rule,party,subject,lead,verdict,kind,start,due,satisfied_at,elapsed_seconds,target_seconds,target,"
                + "owner,team,manager,severity,reason\n")
        if let judgement {
            let rows = CSVRows(judgement)
            let records = listedRecords
            // Enough rows a part to be worth a thread, few enough to be held until their turn comes.
            let size = 8192
            for first in stride(from: 0, to: records.count, by: size * threads) {
                let count = min(threads, (records.count - first + size - 1) / size)
                let parts = inParallel(count, threads: threads) { part in
                    let start = first + part * size
                    return rows.bytes(of: records[start..<min(start + size, records.count)])
                }
                for part in parts { out.write(part) }
            }
        }
        out.flush()
    }
}

/// Rows of CSV; what many rows share is quoted once.
private struct CSVRows {
    private let words: VerdictWords
    /// By rule: `first-response,sales,` and `,critical,`.
    private let heads: [[UInt8]]
    private let severities: [[UInt8]]
    /// By verdict: `,breached,late,`.
    private let verdicts: [[UInt8]]
    /// By row of the users: `,owner,team,manager`.
    private let owners: [[UInt8]]
    private var scratch: [UInt8] = []

    init(_ judgement: Judgement) {
        let words = VerdictWords(judgement)
        self.words = words
        heads = judgement.rules.map { Array("\($0.rule.id),\($0.rule.party ?? ""),".utf8) }
        severities = judgement.rules.map { Array(",\($0.rule.severity.rawValue),".utf8) }
        verdicts = Verdict.allCases.map { Array(",\($0.name),\($0.kind ?? ""),".utf8) }
        owners = (0..<(judgement.snapshot.users?.rowCount ?? 0)).map { row in
            let users = judgement.snapshot.users
            let fields = [
                words.name(ofUser: row) ?? users?.text("id", row), users?.text("team", row),
                words.name(ofUser: words.manager(ofUser: row)),
            ]
            return fields.flatMap { [UInt8(ascii: ",")] + quoted($0 ?? "") }
        }
    }

    func bytes(of records: ArraySlice<VerdictRecord>) -> [UInt8] {
        final class Gathered { var bytes: [UInt8] = [] }
        let gathered = Gathered()
        var out = ByteWriter { piece in
            unsafe piece.withUnsafeBufferPointer { unsafe gathered.bytes.append(contentsOf: $0) }
        }
        var rows = self
        for record in records { rows.write(record, to: &out) }
        out.flush()
        return gathered.bytes
    }

    private mutating func write(_ record: VerdictRecord, to out: inout ByteWriter) {
        let comma = UInt8(ascii: ",")
        out.write(heads[Int(record.rule)])
        scratch.removeAll(keepingCapacity: true)
        words.write(subjectOf: record, to: &scratch)
        out.write(field: scratch[...])
        out.write(byte: comma)
        if let lead = words.lead(of: record) { out.write(field: lead) }
        out.write(verdicts[Int(record.verdict.rawValue)])
        if record.start != missing { out.write(instant: record.start) }
        out.write(byte: comma)
        if record.due != missing { out.write(instant: record.due) }
        out.write(byte: comma)
        if record.satisfiedAt != missing { out.write(instant: record.satisfiedAt) }
        out.write(byte: comma)
        if record.used != missing { out.write(secondsOf: record.used) }
        out.write(byte: comma)
        let target = words.target(of: record)
        if let length = target?.milliseconds { out.write(secondsOf: length) }
        out.write(byte: comma)
        if let target { out.write(field: target.text[...]) }
        if record.owner >= 0 {
            out.write(owners[Int(record.owner)])
        } else {
            out.write(byte: comma)
            if let owner = words.ownerID(of: record) { out.write(field: Array(owner.utf8)[...]) }
            out.write(byte: comma)
            out.write(byte: comma)
        }
        out.write(severities[Int(record.rule)])
        scratch.removeAll(keepingCapacity: true)
        words.write(reasonOf: record, to: &scratch)
        out.write(field: scratch[...])
        out.write(byte: UInt8(ascii: "\n"))
    }
}

/// A field with the quotes it needs.
private func quoted(_ field: String) -> [UInt8] {
    guard field.utf8.contains(where: ByteSet.csv.contains) else { return Array(field.utf8) }
    let quote = UInt8(ascii: "\"")
    return [quote] + field.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
}
