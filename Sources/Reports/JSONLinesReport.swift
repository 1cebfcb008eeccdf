import Compliance
import Findings
import Snapshots

/// One object of JSON a line: first the run, then its findings, then a line for each verdict listed.
extension CheckReport {
    func writeJSONLines(to out: consuming ByteWriter) {
        var json = JSONWriter(out)
        json.line { line in
            line.pair("type", "run")
            line.pair("leadpact_report", 1)
            line.pair("leadpact", version)
            line.pair("outcome", outcome.name)
            line.pair("exit_code", Int(outcome.rawValue))
            line.pair("answer", answer)
            line.pair("agreement", agreementPath)
            line.pair("snapshot", snapshotPath)
            if let judgement {
                line.key("as_of")
                line.value(instant: judgement.snapshot.asOf)
                line.pair("period", judgement.period.name)
                line.pair("leads", judgement.leadCount)
                line.pair("listed", listed.rawValue)
            }
        }
        for finding in findings {
            json.line { line in
                line.pair("type", "finding")
                line.key("finding")
                line.value(finding)
            }
        }
        if let judgement {
            let parts = listedParts(ofAtMost: 4096)
            let rows = JSONRows(judgement, baseline: baseline)
            json.written(partCount: parts.count, threads: threads) { number, out in
                var rows = rows
                for record in parts[number] {
                    out.write("{\"type\": \"verdict\", \"verdict\": ")
                    rows.write(record, to: &out)
                    out.write("}\n")
                }
            }
        }
        json.flush()
    }
}
