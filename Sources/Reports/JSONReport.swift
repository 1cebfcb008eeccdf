import Agreements
import BusinessTime
import Columns
import Compliance
import Findings
import Snapshots

extension CheckReport {
    /// Everything, for programs; `leadpact_report` is the version of the format.
    func writeJSON(to out: consuming ByteWriter) {
        var json = JSONWriter(out)
        json.object { json in
            json.pair("leadpact_report", 1)
            json.pair("leadpact", version)
            json.pair("outcome", outcome.name)
            json.pair("exit_code", Int(outcome.rawValue))
            json.pair("answer", answer)
            json.pair("agreement", agreementPath)
            json.pair("snapshot", snapshotPath)
            if let judgement { writeJudgement(judgement, to: &json) }
            if let data { json.pair("data", data) }
            json.key("findings")
            json.list { list in
                for finding in findings { list.value(finding) }
            }
        }
        json.finish()
    }

    private func writeJudgement(_ judgement: Judgement, to json: inout JSONWriter) {
        json.key("as_of")
        json.value(instant: judgement.snapshot.asOf)
        writePeriod(judgement.period, to: &json)
        json.key("agreements")
        json.list { list in
            for agreement in judgement.agreements { list.value(agreement, hidingPeople: hidesPeople) }
        }
        json.key("gate")
        json.object(onOneLine: true) { object in
            object.pair("failed", gate?.fails ?? false)
            object.pair("fail_on", failOn.map(\.rawValue))
            object.pair("reasons", gate?.reasons ?? [])
        }
        json.pair("leads", judgement.leadCount)
        writeStanding(judgement, to: &json)
        json.key("rules")
        json.list { list in
            for result in judgement.rules { list.value(result, of: judgement) }
        }
        json.pair("listed", listed.rawValue)
        json.key("verdicts")
        let wanted = listed.verdicts
        var rows = JSONRows(judgement, baseline: baseline)
        json.list { list in
            for record in judgement.verdicts where wanted.contains(record.verdict) {
                list.element { rows.write(record, to: &$0) }
            }
        }
        json.key("carried_over")
        json.object { object in
            object.pair("count", judgement.carriedOver.count)
            if listsCarriedOver {
                object.key("verdicts")
                object.list { list in
                    for record in judgement.carriedOver { list.element { rows.write(record, to: &$0) } }
                }
            }
        }
    }

    /// What fails nothing though it is no success: breaches that a waiver excuses, and those that a baseline knows.
    private func writeStanding(_ judgement: Judgement, to json: inout JSONWriter) {
        let waived = waived(judgement)
        json.key("waived")
        json.object(onOneLine: true) { object in
            object.pair("count", waived.count)
            object.key("oldest")
            if let oldest = waived.oldest { object.value(instant: oldest) } else { object.null() }
        }
        guard let baseline else { return }
        json.key("baseline")
        json.object { object in
            object.pair("path", baseline.path)
            object.pair("new", baseline.freshCount)
            object.pair("known", baseline.knownCount)
            object.pair("oldest", baseline.oldest.map { CivilDate.format($0) })
            guard let gone = baseline.gone else { return object.pair("gone", nil as String?) }
            object.key("gone")
            object.list { list in
                for entry in gone {
                    list.object(onOneLine: true) { object in
                        object.pair("rule", entry.rule)
                        object.pair("subject", entry.subject)
                        object.pair("since", CivilDate.format(entry.since))
                    }
                }
            }
        }
    }

    private func writePeriod(_ period: JudgedPeriod, to json: inout JSONWriter) {
        json.key("period")
        json.object(onOneLine: true) { object in
            object.pair("name", period.name)
            // The period `all` has no ends.
            if period.isBounded {
                object.key("from")
                object.value(instant: period.range.lowerBound)
                object.key("before")
                object.value(instant: period.range.upperBound)
            }
            object.pair("to_date", period.isCurrent)
        }
    }
}

extension JSONWriter {
    /// The digest of an agreement, and who accepted it as it stands.
    mutating func pairs(ofAcceptance agreement: Agreement, hidingPeople: Bool = false) {
        let states = agreement.acceptanceStates
        pair("digest", agreement.digest)
        pair("accepted", states.isComplete)
        key("acceptance")
        list { list in
            for state in states {
                list.object(onOneLine: true) { object in
                    object.pair("party", state.party)
                    object.pair("state", state.kind.rawValue)
                    object.pair("name", hidingPeople ? nil : state.acceptance?.name)
                    object.pair("date", state.acceptance.map { CivilDate.format($0.date) })
                }
            }
        }
    }

    fileprivate mutating func value(_ agreement: Agreement, hidingPeople: Bool) {
        object(onOneLine: true) { object in
            object.pair("id", agreement.id)
            object.pair("path", agreement.path)
            object.pair("title", agreement.title)
            object.pair("from", agreement.term.from.map(CivilDate.format))
            object.pair("until", agreement.term.until.map(CivilDate.format))
            object.pair("time_zone", agreement.zone.identifier)
            object.pairs(ofAcceptance: agreement, hidingPeople: hidingPeople)
        }
    }

    fileprivate mutating func value(_ result: RuleResult, of judgement: Judgement) {
        let rule = result.rule
        object { object in
            object.pair("id", rule.id)
            object.pair("kind", rule.kind.name)
            object.pair("section", rule.section.rawValue)
            object.pair("party", rule.party)
            object.pair("severity", rule.severity.rawValue)
            object.pair("says", rule.says)
            object.pair("path", rule.place.path)
            object.pair("line", rule.place.range.lowerBound.line)
            object.pair("column", rule.place.range.lowerBound.column)
            object.pair("refused", result.isRefused)
            if result.isRefused { return }
            object.key("verdicts")
            object.object(onOneLine: true) { counts in
                for verdict in Verdict.allCases { counts.pair(verdict.kind ?? verdict.name, result[verdict]) }
            }
            object.pair("attainment", result.attainment)
            if let goal = result.goal { object.pair("goal", goal, of: result) }
            object.key("out_of_scope")
            object.object(onOneLine: true) { scope in
                scope.key("unknown")
                scope.object { unknown in
                    for (column, count) in result.scope.unknown.sorted(by: { $0.key < $1.key }) {
                        unknown.pair(column, count)
                    }
                }
                scope.pair("no_target", result.scope.noTarget)
                scope.pair("outside_term", result.scope.outsideTerm)
            }
            if !result.figures.isEmpty {
                object.key("figures")
                object.list { list in
                    for figure in result.figures { list.value(figure) }
                }
            }
            if let measured = result.measured { object.pair("measured", measured) }
        }
    }

    private mutating func pair(_ name: String, _ measured: Measurement) {
        key(name)
        object(onOneLine: true) { object in
            object.pair("count", measured.count)
            object.pair("business_time", measured.isBusinessTime)
            object.key("quantiles")
            object.list { list in
                for quantile in measured.quantiles {
                    list.object { object in
                        object.pair("quantile", quantile.quantile)
                        object.key("seconds")
                        object.value(secondsOf: quantile.time)
                    }
                }
            }
        }
    }

    private mutating func pair(_ name: String, _ goal: GoalResult, of result: RuleResult) {
        key(name)
        object(onOneLine: true) { object in
            object.pair("missed", goal.isMissed)
            object.pair("wanted", goal.wanted)
            object.pair("reached", goal.reached)
            if let wanted = goal.wanted {
                object.key("breach_budget")
                object.object { budget in
                    budget.pair("allowed", allowedBreaches(wanted, of: result.judged))
                    budget.pair("used", result.breaches)
                }
            }
            object.key("quantiles")
            object.list { list in
                for quantile in goal.quantiles {
                    list.object { object in
                        object.pair("quantile", quantile.goal.quantile)
                        object.pair("limit", quantile.goal.limit.text)
                        object.key("reached_seconds")
                        if let reached = quantile.reached { object.value(secondsOf: reached) } else { object.null() }
                        object.pair("missed", quantile.isMissed)
                    }
                }
            }
        }
    }

    private mutating func value(_ figure: PeriodFigure) {
        object(onOneLine: true) { object in
            object.pair("period", figure.name)
            object.key("from")
            object.value(instant: figure.range.lowerBound)
            object.key("before")
            object.value(instant: figure.range.upperBound)
            object.pair("value", figure.value)
            object.pair("among", figure.among)
            object.pair("at_least", figure.atLeast)
            object.pair("at_most", figure.atMost)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func pair(_ name: String, _ data: DataReport) {
        key(name)
        object { object in
            object.key("rows")
            object.object { rows in
                for (table, counts) in data.rows.sorted(by: { $0.key < $1.key }) {
                    rows.key(table)
                    rows.object(onOneLine: true) { object in
                        object.pair("read", counts.read)
                        object.pair("rejected", counts.rejected)
                        object.pair("kept", counts.kept)
                    }
                }
            }
            object.pair("faults", data.faults)
            object.pair("left_out", data.leftOut)
            object.pair("doubts", data.doubts)
        }
    }

    private mutating func pair(_ name: String, _ groups: [DataReport.Group]) {
        key(name)
        list { list in
            for group in groups {
                list.object { object in
                    object.pair("code", group.code.id)
                    object.pair("table", group.table)
                    object.pair("column", group.column)
                    object.pair("summary", group.summary)
                    object.pair("count", group.count)
                    if let reason = group.accepted { object.pair("accepted", reason) }
                    object.key("first")
                    object.list { list in
                        for finding in group.first { list.value(finding) }
                    }
                }
            }
        }
    }
}

/// How many of `judged` may be breached under a goal: the breach budget.
package func allowedBreaches(_ goal: Double, of judged: Int) -> Int {
    // The nudge keeps 5 % of 100, which binary fractions make 5.000…04 or 4.99…, at 5.
    Int(((1 - goal) * Double(judged) + 1e-9).rounded(.down))
}

extension Rule.Kind {
    /// The key of the agreement that says which kind it is.
    package var name: String {
        switch self {
        case .clock: "clock"
        case .cadence: "cadence"
        case .require: "require"
        case .unique: "unique"
        case .volume: "volume"
        case .rate: "rate"
        }
    }
}
