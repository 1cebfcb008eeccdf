import Agreements
import BusinessTime
import Columns
import Compliance
import Snapshots

/// Verdicts as objects of JSON, one a line; what many of them share is written once.
struct JSONRows: Sendable {
    private let words: VerdictWords
    private let baseline: BaselineState?
    /// By rule: `{"rule": "first-response", "subject": `.
    private let heads: [[UInt8]]
    /// By verdict: `, "verdict": "breached", "kind": "late"`.
    private let verdicts: [[UInt8]]
    /// By row of the users: `, "owner_id": … "manager": …`.
    private let owners: [[UInt8]]
    private var scratch: [UInt8] = []
    private var fingerprint: [UInt8] = []

    init(_ judgement: Judgement, baseline: BaselineState? = nil) {
        let words = VerdictWords(judgement)
        self.words = words
        self.baseline = baseline
        heads = judgement.rules.map { Array("{\"rule\": \(json($0.rule.id)), \"subject\": ".utf8) }
        verdicts = Verdict.allCases.map { Array(", \"verdict\": \(json($0.name)), \"kind\": \(json($0.kind))".utf8) }
        let users = judgement.snapshot.users
        owners = (0..<(users?.rowCount ?? 0)).map { row in
            Self.owner(
                id: words.id(ofUser: row), name: words.name(ofUser: row), team: users?.text("team", row),
                manager: words.name(ofUser: words.manager(ofUser: row)))
        }
    }

    private static func owner(id: String?, name: String?, team: String?, manager: String?) -> [UInt8] {
        let fields = [("owner_id", id), ("owner", name), ("team", team), ("manager", manager)]
        return Array(fields.map { ", \"\($0)\": \(json($1))" }.joined().utf8)
    }

    mutating func write(_ record: VerdictRecord, to out: inout ByteWriter) {
        out.write(heads[Int(record.rule)])
        scratch.removeAll(keepingCapacity: true)
        words.write(subjectOf: record, to: &scratch)
        out.write(json: scratch[...])
        fingerprint.removeAll(keepingCapacity: true)
        words.write(fingerprintOf: record, subject: scratch[...], to: &fingerprint)
        out.write(", \"lead\": ")
        if let lead = words.lead(of: record) { out.write(json: lead) } else { out.write("null") }
        out.write(verdicts[Int(record.verdict.rawValue)])
        out.write(", \"start\": ", instant: record.start)
        out.write(", \"due\": ", instant: record.due)
        out.write(", \"satisfied_at\": ", instant: record.satisfiedAt)
        let target = words.target(of: record)
        out.write(", \"elapsed_seconds\": ", secondsOf: record.used)
        out.write(", \"target_seconds\": ", secondsOf: target?.milliseconds ?? missing)
        out.write(", \"target\": ")
        if let target { out.write(json: target.text[...]) } else { out.write("null") }
        if record.owner >= 0 {
            out.write(owners[Int(record.owner)])
        } else {
            out.write(Self.owner(id: words.ownerID(of: record), name: nil, team: nil, manager: nil))
        }
        out.write(", \"reason\": ")
        scratch.removeAll(keepingCapacity: true)
        words.write(reasonOf: record, to: &scratch)
        out.write(json: scratch[...])
        out.write(", \"fingerprint\": \"")
        out.write(fingerprint[...])
        out.write(byte: UInt8(ascii: "\""))
        if let baseline {
            out.write(", \"since\": ")
            out.write(baseline.since(record, words).map { "\"\(CivilDate.format($0))\"" } ?? "null")
        }
        out.write(byte: UInt8(ascii: "}"))
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ key: String, instant: Int64) {
        write(key)
        guard instant != missing else { return write("null") }
        write(byte: UInt8(ascii: "\""))
        write(instant: instant)
        write(byte: UInt8(ascii: "\""))
    }

    fileprivate mutating func write(_ key: String, secondsOf milliseconds: Int64) {
        write(key)
        if milliseconds == missing { write("null") } else { write(secondsOf: milliseconds) }
    }
}

/// A string of JSON with its quotes, or null.
private func json(_ text: String?) -> String {
    text.map { "\"" + String(decoding: escapedJSON($0.utf8), as: UTF8.self) + "\"" } ?? "null"
}
