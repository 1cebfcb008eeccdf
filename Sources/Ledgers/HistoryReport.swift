#if SQLite
    import BusinessTime
    import Columns
    import Compliance
    import Reports

    extension History {
        /// Writes runs, trends and changes as text.
        ///
        /// - Parameter limit: Changes that are listed.
        public func writeText(limit: Int, style: Style, to out: consuming ByteWriter) {
            let standing = runs.last?.run.standing ?? 0
            out.write(
                style.strong("\(agreement): \(counted(runs.count, "run", "runs")), ")
                    + "\(counted(standing, "breach", "breaches")) unanswered after the last.\n")
            if !isOfSome { writeRuns(style, to: &out) }
            writeRules(style, to: &out)
            writeChanges(limit, style, to: &out)
            out.write("\n\(advice)\n")
            out.flush()
        }

        private var advice: String {
            isOfSome
                ? "'leadpact explain LEAD RULE' shows how the last verdict came about."
                : "'leadpact history \(path) --lead LEAD' shows when the breaches of a lead appeared."
        }

        private func writeRuns(_ style: Style, to out: inout ByteWriter) {
            var table = TextTable(indentation: 2)
            let kinds = ChangeKind.allCases.filter { kind in runs.contains { $0.changes[kind] != nil } }
            table.addRow(
                ["run", "as of", "leads"].map { TextTable.Cell($0, style.faint) }
                    + kinds.map { kind in
                        var cell = TextTable.Cell(kind.words, style.faint)
                        cell.isRight = true
                        return cell
                    } + [TextTable.Cell("unanswered", style.faint)])
            for summary in runs {
                var cells = [
                    TextTable.Cell("\(summary.run.id)", isRight: true),
                    TextTable.Cell(CivilDate.format(instant: summary.run.asOf)),
                    TextTable.Cell(grouped(summary.run.leads), isRight: true),
                ]
                cells += kinds.map { TextTable.Cell(summary.changes[$0].map(grouped) ?? "·", isRight: true) }
                cells.append(TextTable.Cell(grouped(summary.run.standing), isRight: true))
                if summary.ofPast > 0 {
                    cells.append(
                        TextTable.Cell("\(grouped(summary.ofPast)) because the data of the past changed", style.warning)
                    )
                }
                table.addRow(cells)
            }
            out.write("\nRuns\n")
            table.write(to: &out)
        }

        private func writeRules(_ style: Style, to out: inout ByteWriter) {
            var table = TextTable(indentation: 2)
            for rule in rules {
                let shares = rule.points.suffix(6).map { $0.attainment.map(percentage) ?? "–" }
                var trend = TextTable.Cell(shares.joined(separator: " → "))
                if let wanted = rule.wanted, let last = rule.points.last?.attainment, last < wanted {
                    trend.style = style.bad
                }
                table.addRow([
                    TextTable.Cell(rule.rule), trend,
                    TextTable.Cell(rule.wanted.map { "goal \(percentage($0))" } ?? "", style.faint),
                    TextTable.Cell(rule.standing == 0 ? "" : "\(grouped(rule.standing)) unanswered"),
                    TextTable.Cell(
                        rule.meanTimeToMend.map {
                            "mended \(Duration.words($0, business: false)) after due on average (\(grouped(rule.mended)))"
                        } ?? ""),
                ])
            }
            out.write("\nRules, and what share was kept in the period of each run\n")
            table.write(to: &out)
        }

        private func writeChanges(_ limit: Int, _ style: Style, to out: inout ByteWriter) {
            let heading: String =
                if isOfSome {
                    "Changes"
                } else if runs.count > 1, let last = runs.last, let before = runs.dropLast().last {
                    "Changed from \(CivilDate.format(instant: before.run.asOf)) to \(CivilDate.format(instant: last.run.asOf))"
                } else {
                    "Seen at the first run"
                }
            out.write("\n\(heading)\n")
            if changes.isEmpty { out.write("  nothing\n") }
            var table = TextTable(indentation: 2)
            for change in changes.prefix(limit) {
                table.addRow([
                    TextTable.Cell(isOfSome ? CivilDate.format(instant: change.asOf) : ""),
                    TextTable.Cell(change.kind.words), TextTable.Cell(change.rule), TextTable.Cell(change.subject),
                    TextTable.Cell(change.times),
                    TextTable.Cell(change.cause == .first ? "" : change.cause.words, style.warning),
                ])
            }
            table.write(to: &out)
            if changes.count > limit {
                out.write("  and \(grouped(changes.count - limit)) more: --limit shows them, --format json has all\n")
            }
        }

        /// Writes all of it for programs; `leadpact_history` is the version of the form.
        public func writeJSON(version: String, to out: consuming ByteWriter) {
            var json = JSONWriter(out)
            json.object { json in
                json.pair("leadpact_history", 1)
                json.pair("version", version)
                json.pair("agreement", agreement)
                json.key("runs")
                json.list { list in for summary in runs { list.object(onOneLine: true) { summary.write(to: &$0) } } }
                json.key("rules")
                json.list { list in for rule in rules { list.object { rule.write(to: &$0) } } }
                json.key("changes")
                json.list { list in for change in changes { list.object(onOneLine: true) { change.write(to: &$0) } } }
            }
            json.finish()
        }
    }

    extension History.Change {
        fileprivate var times: String {
            var parts: [String] = []
            if due != missing { parts.append("due \(CivilDate.format(instant: due))") }
            if satisfiedAt != missing { parts.append("answered \(CivilDate.format(instant: satisfiedAt))") }
            return parts.joined(separator: ", ")
        }

        fileprivate func write(to json: inout JSONWriter) {
            json.pair("run", Int(run))
            json.instant("as_of", asOf)
            json.pair("change", kind.rawValue)
            json.pair("cause", cause.rawValue)
            json.pair("rule", rule)
            json.pair("subject", subject)
            json.pair("verdict", verdict)
            json.instant("due", due)
            json.instant("satisfied_at", satisfiedAt)
        }
    }

    extension History.RunSummary {
        fileprivate func write(to json: inout JSONWriter) {
            json.pair("run", Int(run.id))
            json.instant("as_of", run.asOf)
            json.pair("period", run.period)
            json.pair("agreement_digest", run.agreementDigest)
            json.pair("snapshot_digest", run.snapshotDigest)
            json.pair("leads", run.leads)
            json.pair("rejected_rows", run.rejectedRows)
            json.pair("unanswered", run.standing)
            json.key("changes")
            json.object(onOneLine: true) { json in
                for kind in ChangeKind.allCases { if let count = changes[kind] { json.pair(kind.rawValue, count) } }
            }
            json.pair("because_of_past_data", ofPast)
        }
    }

    extension History.RuleTrend {
        fileprivate func write(to json: inout JSONWriter) {
            json.pair("rule", rule)
            json.pair("party", party)
            json.pair("goal", wanted)
            json.pair("unanswered", standing)
            json.pair("mended", mended)
            json.key("mean_seconds_to_mend")
            if let meanTimeToMend { json.value(secondsOf: meanTimeToMend) } else { json.null() }
            json.key("attainment")
            json.list { list in
                for point in points {
                    list.object(onOneLine: true) { json in
                        json.pair("run", Int(point.run))
                        json.pair("met", point.met)
                        json.pair("breached", point.breached)
                        json.pair("attainment", point.attainment)
                    }
                }
            }
        }
    }

    extension JSONWriter {
        fileprivate mutating func instant(_ name: String, _ instant: Int64) {
            key(name)
            if instant == missing { null() } else { value(instant: instant) }
        }
    }
#endif
